import { useId } from 'react';
import { IconButton } from '../../../design/button.tsx';
import { COMPOSER_INPUT_ID } from '../state/drafts.ts';
import { CompletionMenu } from './completion-menu.tsx';
import { ComposerHint } from './composer-hint.tsx';
import { LONGEST_MESSAGE, useComposer } from './use-composer.ts';

/** The field to write in. Enter sends, Shift+Enter makes a line, a slash offers commands, up brings back the last. */
export function Composer({ roomId }: { readonly roomId: string }) {
  const composer = useComposer(roomId);
  const { field, text, completion, active } = composer;
  const menuId = useId();
  const isMenuOpen = completion !== undefined;
  return (
    <form
      aria-label="New message"
      onSubmit={(event) => {
        event.preventDefault();
        composer.send();
      }}
      className="mx-auto w-full max-w-3xl px-3 pb-[max(0.5rem,env(safe-area-inset-bottom))] sm:px-6"
    >
      <div className="relative">
        {isMenuOpen && <CompletionMenu id={menuId} completion={completion} active={active} onTake={composer.take} />}
        <div className="flex items-end gap-2 rounded-[1.6rem] border border-line-strong bg-surface py-1.5 pr-1.5 pl-5 shadow-lift transition-colors focus-within:border-accent">
          <textarea
            ref={field}
            id={COMPOSER_INPUT_ID}
            aria-label="Message"
            aria-autocomplete="list"
            aria-haspopup="listbox"
            aria-controls={isMenuOpen ? menuId : undefined}
            aria-activedescendant={isMenuOpen ? `${menuId}-${active}` : undefined}
            placeholder="Write, or paint with /image"
            rows={1}
            value={text}
            onChange={({ target }) => composer.change(target.value, target.selectionEnd)}
            onSelect={({ currentTarget }) => composer.moveCaret(currentTarget.selectionEnd)}
            onKeyDown={composer.onKeyDown}
            className="max-h-50 min-w-0 flex-1 resize-none self-center bg-transparent py-1.5 leading-6 outline-none placeholder:text-ink-faint"
          />
          <IconButton
            type="submit"
            label="Send"
            icon="arrow-up"
            variant="primary"
            disabled={!composer.canSend}
            className="size-10"
          />
        </div>
      </div>
      <ComposerHint roomId={roomId} text={text} longest={LONGEST_MESSAGE} />
    </form>
  );
}

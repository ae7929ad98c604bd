import { type KeyboardEvent, type RefObject, useId, useLayoutEffect, useRef, useState } from 'react';
import { IconButton } from '../../../design/button.tsx';
import { useSession } from '../state/chat-context.ts';
import { COMPOSER_INPUT_ID, setDraft, useDraft } from '../state/drafts.ts';
import { sendMessage } from '../state/message-actions.ts';
import { acceptSuggestion, type Suggestion } from './completion.ts';
import { CompletionMenu } from './completion-menu.tsx';
import { ComposerHint } from './composer-hint.tsx';
import { useCompletion } from './use-completion.ts';
import { useSentHistory } from './use-sent-history.ts';

const LONGEST_MESSAGE = 20_000;
const TALLEST_PX = 200;

/** The field to write in. Enter sends, Shift+Enter makes a line, a slash offers commands, up brings back the last. */
export function Composer({ roomId }: { readonly roomId: string }) {
  const session = useSession();
  const text = useDraft(roomId);
  const field = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState(text.length);
  const { completion, active, move, dismiss } = useCompletion(text, caret);
  const history = useSentHistory(roomId, text);
  const menuId = useId();
  useFieldHeight(field, text);

  const write = (next: string, nextCaret = next.length) => {
    setDraft(roomId, next);
    setCaret(nextCaret);
    requestAnimationFrame(() => field.current?.setSelectionRange(nextCaret, nextCaret));
  };
  const take = (suggestion: Suggestion) => {
    if (completion === undefined) return;
    const accepted = acceptSuggestion(text, completion, suggestion);
    write(accepted.text, accepted.caret);
    field.current?.focus();
  };
  const send = () => {
    const words = text.trim();
    if (words === '' || words.length > LONGEST_MESSAGE) return;
    setDraft(roomId, '');
    history.forget();
    void sendMessage(session, roomId, words);
  };
  const onMenuKey = (event: KeyboardEvent): boolean => {
    const suggestion = completion?.suggestions[active];
    if (suggestion === undefined) return false;
    if (event.key === 'ArrowDown') move(1);
    else if (event.key === 'ArrowUp') move(-1);
    else if (event.key === 'Escape') dismiss();
    else if (event.key === 'Tab' || (event.key === 'Enter' && !event.shiftKey)) take(suggestion);
    else return false;
    return true;
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return;
    const recalled = completion === undefined ? history.recall(event) : undefined;
    const isSend = event.key === 'Enter' && !event.shiftKey;
    if (onMenuKey(event)) event.preventDefault();
    else if (recalled !== undefined) {
      event.preventDefault();
      write(recalled);
    } else if (isSend) {
      event.preventDefault();
      send();
    }
  };

  return (
    <form
      aria-label="New message"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      className="mx-auto w-full max-w-3xl px-3 pb-[max(0.5rem,env(safe-area-inset-bottom))] sm:px-6"
    >
      <div className="relative">
        {completion !== undefined && (
          <CompletionMenu id={menuId} completion={completion} active={active} onTake={take} />
        )}
        <div className="flex items-end gap-2 rounded-[1.6rem] border border-line-strong bg-surface py-1.5 pr-1.5 pl-5 shadow-lift transition-colors focus-within:border-accent">
          <textarea
            ref={field}
            id={COMPOSER_INPUT_ID}
            aria-label="Message"
            aria-autocomplete="list"
            aria-haspopup="listbox"
            aria-controls={completion === undefined ? undefined : menuId}
            aria-activedescendant={completion === undefined ? undefined : `${menuId}-${active}`}
            placeholder="Write, or paint with /image"
            rows={1}
            value={text}
            onChange={(event) => {
              setDraft(roomId, event.target.value);
              setCaret(event.target.selectionEnd);
            }}
            onSelect={(event) => setCaret(event.currentTarget.selectionEnd)}
            onKeyDown={onKeyDown}
            className="max-h-50 min-w-0 flex-1 resize-none self-center bg-transparent py-1.5 leading-6 outline-none placeholder:text-ink-faint"
          />
          <IconButton
            type="submit"
            label="Send"
            icon="arrow-up"
            variant="primary"
            disabled={text.trim() === '' || text.length > LONGEST_MESSAGE}
            className="size-10"
          />
        </div>
      </div>
      <ComposerHint roomId={roomId} text={text} longest={LONGEST_MESSAGE} />
    </form>
  );
}

/** The field is as tall as its text, up to a limit. */
function useFieldHeight(field: RefObject<HTMLTextAreaElement | null>, text: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is what makes the height
  useLayoutEffect(() => {
    const element = field.current;
    if (element === null) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(TALLEST_PX, element.scrollHeight)}px`;
  }, [field, text]);
}

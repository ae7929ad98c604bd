import type { Ref } from 'react';
import { Icon } from '../../../design/icon.tsx';
import { Spinner } from '../../../design/spinner.tsx';
import { mostQueryCharacters } from './search-wish.ts';
import { useDraft } from './use-draft.ts';

export interface SearchFieldProps {
  readonly words: string;
  readonly isLoading: boolean;
  /** When typing pauses, or Enter says so. */
  readonly onChange: (words: string) => void;
  readonly ref: Ref<HTMLInputElement>;
}

/** The field that a search begins in. */
export function SearchField({ words, isLoading, onChange, ref }: SearchFieldProps) {
  const draft = useDraft(words, onChange);
  return (
    <search className="relative block min-w-0">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          draft.flush();
        }}
      >
        <span className="pointer-events-none absolute inset-y-0 left-4 grid place-items-center text-ink-faint">
          {isLoading ? <Spinner size={20} /> : <Icon name="search" size={20} />}
        </span>
        <input
          ref={ref}
          type="search"
          aria-label="Search films"
          aria-keyshortcuts="/"
          placeholder="Title or director"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          enterKeyHint="search"
          dir="auto"
          maxLength={mostQueryCharacters}
          value={draft.text}
          onChange={(event) => draft.change(event.target.value)}
          className="peer min-h-12 w-full rounded-full border border-line-strong bg-surface pr-14 pl-12 text-lg placeholder:text-ink-faint [&::-webkit-search-cancel-button]:hidden"
        />
        {draft.text === '' ? <SlashHint /> : <EmptyButton onEmpty={() => draft.change('')} />}
      </form>
    </search>
  );
}

function SlashHint() {
  return (
    <span
      aria-hidden="true"
      className="pointer-events-none absolute inset-y-0 right-4 my-auto hidden h-6 rounded-md border border-line px-2 text-xs leading-6 text-ink-faint peer-focus:hidden sm:block"
    >
      /
    </span>
  );
}

function EmptyButton({ onEmpty }: { readonly onEmpty: () => void }) {
  return (
    <button
      type="button"
      aria-label="Empty the field"
      onClick={(event) => {
        onEmpty();
        event.currentTarget.form?.querySelector('input')?.focus();
      }}
      className="absolute inset-y-0 right-2 my-auto grid size-9 place-items-center rounded-full text-ink-soft hover:bg-accent-wash hover:text-ink"
    >
      <Icon name="close" size={17} />
    </button>
  );
}

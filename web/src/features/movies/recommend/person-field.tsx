import { useId, useState } from 'react';
import { Button } from '../../../design/button.tsx';
import { focusPageHeading } from '../page-heading.tsx';

export interface PersonFieldProps {
  /** Digits; empty: the caller. */
  readonly userId: string;
  readonly isSimulated: boolean;
  readonly onChange: (userId: string) => void;
}

/** Whose list it is: one's own, or that of anybody in the data set. */
export function PersonField({ userId, isSimulated, onChange }: PersonFieldProps) {
  const id = useId();
  const [draft, setDraft] = useState(userId);
  const [shownFor, setShownFor] = useState(userId);
  if (shownFor !== userId) {
    // The address was changed by somebody else.
    setShownFor(userId);
    setDraft(userId);
  }
  const digits = draft.replace(/\D/g, '').slice(0, 15);
  return (
    <form
      className="grid gap-1.5"
      onSubmit={(event) => {
        event.preventDefault();
        onChange(digits);
      }}
    >
      <label htmlFor={id} className="text-sm font-medium">
        A stranger’s list
      </label>
      <div className="flex gap-2">
        <input
          id={id}
          inputMode="numeric"
          autoComplete="off"
          value={draft}
          placeholder="Number, e.g. 26"
          aria-describedby={`${id}-hint`}
          onChange={({ target }) => setDraft(target.value.replace(/\D/g, '').slice(0, 15))}
          className="h-9 w-0 flex-1 rounded-xl border border-line-strong bg-surface px-3 text-sm tabular-nums placeholder:text-ink-faint"
        />
        <Button type="submit" disabled={digits === userId} className="px-3.5">
          Look
        </Button>
      </div>
      <p id={`${id}-hint`} className="text-xs text-ink-faint">
        {isSimulated ? 'Any simulated person of the data set.' : 'Any person of the data set.'}
      </p>
      {userId !== '' && (
        <Button
          variant="quiet"
          icon="chevron-left"
          className="justify-self-start px-2 text-accent"
          onClick={() => {
            onChange('');
            focusPageHeading();
          }}
        >
          Back to my own list
        </Button>
      )}
    </form>
  );
}

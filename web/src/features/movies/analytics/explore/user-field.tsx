import { useId, useState } from 'react';
import { Button } from '../../../../design/button.tsx';

/** Digits, as users of a data set are called; larger ones than any data set has are left to the server to refuse. */
const USER_ID = /^[0-9]{1,10}$/;

/** A field for the number of a user of the data set. */
export function UserField({ onChoose }: { readonly onChoose: (userId: string) => void }) {
  const [typed, setTyped] = useState('');
  const [isRefused, setRefused] = useState(false);
  const hintId = useId();
  return (
    <>
      <form
        className="flex flex-wrap items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          const id = typed.trim();
          const isGood = USER_ID.test(id);
          setRefused(!isGood);
          if (isGood) onChoose(String(Number(id)));
        }}
      >
        <label className="grid gap-1.5 text-sm font-medium">
          User of the data set
          <input
            type="text"
            inputMode="numeric"
            placeholder="A number, as in 10"
            value={typed}
            maxLength={20}
            aria-invalid={isRefused}
            aria-describedby={hintId}
            onChange={(event) => setTyped(event.target.value)}
            className="min-h-11 w-56 rounded-full border border-line-strong bg-surface px-4 text-base font-normal tabular-nums placeholder:text-ink-faint"
          />
        </label>
        <Button type="submit" variant="primary" className="min-h-11">
          Look
        </Button>
      </form>
      <p id={hintId} className={isRefused ? 'text-sm text-danger' : 'sr-only'}>
        {isRefused ? 'A user of the data set is a number. Type digits only, as in 10.' : 'Digits only.'}
      </p>
    </>
  );
}

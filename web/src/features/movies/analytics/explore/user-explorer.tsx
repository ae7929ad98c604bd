import { useId, useState } from 'react';
import { Button } from '../../../../design/button.tsx';
import { AlgorithmChoice } from '../algorithm-choice.tsx';
import type { ExplorerProps } from './film-explorer.tsx';
import { canAnswer } from './similar-lists.tsx';
import { UserLists } from './user-lists.tsx';
import { UserRatings } from './user-ratings.tsx';
import { UserTaste } from './user-taste.tsx';

/** Digits, as users of a data set are called; larger ones than any data set has are left to the server to refuse. */
const USER_ID = /^[0-9]{1,10}$/;

/** A user of the data set: ratings, taste, and what each algorithm would recommend. */
export function UserExplorer({ algorithms, nameOf }: ExplorerProps) {
  const [typed, setTyped] = useState('');
  const [userId, setUserId] = useState<string>();
  const [isRefused, setRefused] = useState(false);
  const [chosen, setChosen] = useState<readonly string[]>();
  const hintId = useId();
  const answering = algorithms.filter(canAnswer);
  const standard = answering.slice(0, 3).map(({ id }) => id);
  const compared = answering.map(({ id }) => id).filter((id) => (chosen ?? standard).includes(id));
  return (
    <div className="grid gap-4">
      <form
        className="flex flex-wrap items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          const id = typed.trim();
          const isGood = USER_ID.test(id);
          setRefused(!isGood);
          if (isGood) setUserId(String(Number(id)));
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
      {userId === undefined ? (
        <p className="text-ink-soft">
          Type a number to see what that user rated, and what each algorithm would recommend.
        </p>
      ) : (
        <>
          <UserTaste key={`taste ${userId}`} userId={userId} />
          <UserRatings key={`ratings ${userId}`} userId={userId} />
          <h3 className="mt-2 text-lg font-semibold">Recommended to user {userId}</h3>
          <AlgorithmChoice
            legend="Algorithms, side by side"
            algorithms={answering}
            chosen={compared}
            onChange={setChosen}
          />
          {compared.length === 0 && <p className="text-ink-soft">Choose at least one.</p>}
          <UserLists userId={userId} algorithms={compared} nameOf={nameOf} />
        </>
      )}
    </div>
  );
}

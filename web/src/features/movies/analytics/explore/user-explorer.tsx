import { useState } from 'react';
import { ComparedAlgorithms, useCompared } from './compared-algorithms.tsx';
import type { ExplorerProps } from './film-explorer.tsx';
import { canAnswer } from './similar-lists.tsx';
import { UserField } from './user-field.tsx';
import { UserLists } from './user-lists.tsx';
import { UserRatings } from './user-ratings.tsx';
import { UserTaste } from './user-taste.tsx';

/** A user of the data set: ratings, taste, and what each algorithm would recommend. */
export function UserExplorer({ algorithms, nameOf }: ExplorerProps) {
  const [userId, setUserId] = useState<string>();
  const [missingId, setMissingId] = useState<string>();
  const answering = algorithms.filter(canAnswer);
  const standard = answering.slice(0, 3).map(({ id }) => id);
  const { compared, setChosen } = useCompared(answering, standard);
  return (
    <div className="grid gap-4">
      <UserField onChoose={setUserId} />
      {userId === undefined ? (
        <p className="text-ink-soft">
          Type a number to see what that user rated, and what each algorithm would recommend.
        </p>
      ) : (
        <>
          <UserTaste key={`taste ${userId}`} userId={userId} onMissing={setMissingId} />
          {/* Once is enough to say that there is no such user. */}
          {missingId !== userId && (
            <>
              <UserRatings key={`ratings ${userId}`} userId={userId} />
              <h3 className="mt-2 text-lg font-semibold">Recommended to user {userId}</h3>
              <ComparedAlgorithms {...{ answering, compared }} onChange={setChosen} />
              <UserLists userId={userId} algorithms={compared} nameOf={nameOf} />
            </>
          )}
        </>
      )}
    </div>
  );
}

import { type Algorithm, AlgorithmState } from '@starweave/contract';
import { useId } from 'react';
import { Skeleton } from '../../../design/skeleton.tsx';
import { describeReason, describeStanding } from '../model/describe-algorithm.ts';

export interface AlgorithmFieldProps {
  readonly algorithms: readonly Algorithm[] | undefined;
  /** Id of the one that is asked where none is chosen. */
  readonly defaultAlgorithm: string;
  /** Id; empty: the default one. */
  readonly value: string;
  readonly onChange: (algorithm: string) => void;
}

const DOTS = { serves: 'bg-success', waits: 'bg-glow', fails: 'bg-danger' } as const;

/** All algorithms with where they stand; one that doesn't serve says why and can't be chosen. */
export function AlgorithmField({ algorithms, defaultAlgorithm, value, onChange }: AlgorithmFieldProps) {
  const name = useId();
  const chosen = value || defaultAlgorithm;
  const others = algorithms?.filter((algorithm) => !isOffered(algorithm)) ?? [];
  const draw = (algorithm: Algorithm) => (
    <AlgorithmChoice
      key={algorithm.id}
      algorithm={algorithm}
      name={name}
      isChosen={algorithm.id === chosen}
      onChoose={() => onChange(algorithm.id === defaultAlgorithm ? '' : algorithm.id)}
    />
  );
  return (
    <fieldset>
      <legend className="mb-2 text-sm font-medium">Algorithm</legend>
      {algorithms === undefined ? (
        <Skeleton className="h-52" />
      ) : (
        <>
          <div className="grid gap-0.5">{algorithms.filter(isOffered).map(draw)}</div>
          {others.length > 0 && (
            <details className="mt-1" open={others.some(({ id }) => id === chosen)}>
              <summary className="rounded-lg px-2.5 py-1.5 text-[0.8125rem] text-ink-faint hover:text-ink">
                {others.length} more, not trained here
              </summary>
              <div className="grid gap-0.5">{others.map(draw)}</div>
            </details>
          )}
        </>
      )}
    </fieldset>
  );
}

/** The six, whatever their state, and whatever else has been trained. */
function isOffered(algorithm: Algorithm): boolean {
  return algorithm.isStandard || algorithm.state !== AlgorithmState.NOT_TRAINED;
}

interface AlgorithmChoiceProps {
  readonly algorithm: Algorithm;
  readonly name: string;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function AlgorithmChoice({ algorithm, name, isChosen, onChoose }: AlgorithmChoiceProps) {
  const { words, kind } = describeStanding(algorithm);
  const reason = describeReason(algorithm);
  const nameId = useId();
  const noteId = useId();
  return (
    <label
      title={algorithm.description}
      className={`grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-2.5 rounded-xl px-2.5 py-1.5 text-sm transition-colors ${isChosen ? 'bg-accent-wash font-medium' : 'hover:bg-accent-wash/60'} ${kind === 'fails' ? 'text-ink-faint' : 'cursor-pointer'}`}
    >
      <input
        type="radio"
        name={name}
        checked={isChosen}
        disabled={kind === 'fails' && !isChosen}
        onChange={onChoose}
        aria-labelledby={nameId}
        aria-describedby={noteId}
        className="size-4"
      />
      <span id={nameId} className="truncate">
        {algorithm.name}
      </span>
      <span aria-hidden="true" title={words} className={`size-2 rounded-full ${DOTS[kind]}`} />
      <span
        id={noteId}
        className={kind === 'serves' ? 'sr-only' : 'col-span-2 col-start-2 text-xs font-normal text-ink-soft'}
      >
        {words}
        {reason !== '' && `. ${reason}`}
      </span>
    </label>
  );
}

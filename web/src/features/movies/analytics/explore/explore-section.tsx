import type { Algorithm } from '@starweave/contract';
import { useState } from 'react';
import type { Requested } from '../../../../api/use-request.ts';
import { Skeleton } from '../../../../design/skeleton.tsx';
import { ProblemNote } from '../../film/problem-note.tsx';
import { SectionFrame } from '../../section-frame.tsx';
import type { AlgorithmNames } from '../describe-benchmark.ts';
import { FilmExplorer } from './film-explorer.tsx';
import { UserExplorer } from './user-explorer.tsx';

const VIEWS = [
  { id: 'film', name: 'A film' },
  { id: 'user', name: 'A user' },
] as const;

export interface ExploreSectionProps {
  readonly algorithms: Requested<readonly Algorithm[]>;
  readonly nameOf: AlgorithmNames;
}

/** Single films and users, through the eyes of each algorithm. */
export function ExploreSection({ algorithms, nameOf }: ExploreSectionProps) {
  const [view, setView] = useState<(typeof VIEWS)[number]['id']>('film');
  const { answer, problem, retry } = algorithms;
  return (
    <SectionFrame
      id="explore"
      title="Explore"
      lead="One film or one user, through the eyes of each algorithm."
      aside={
        // biome-ignore lint/a11y/useSemanticElements: two views of one section, not the fields of a form.
        <div
          role="group"
          aria-label="What to explore"
          className="inline-flex rounded-full border border-line bg-surface p-1"
        >
          {VIEWS.map(({ id, name }) => (
            <button
              key={id}
              type="button"
              aria-pressed={id === view}
              onClick={() => setView(id)}
              className={`min-h-9 rounded-full px-4 text-sm font-medium ${id === view ? 'bg-accent text-accent-ink' : 'text-ink-soft hover:text-ink'}`}
            >
              {name}
            </button>
          ))}
        </div>
      }
    >
      {problem !== undefined && <ProblemNote problem={problem} onRetry={retry} />}
      {answer === undefined ? (
        problem === undefined && <Skeleton className="h-24" />
      ) : (
        <>
          <div hidden={view !== 'film'}>
            <FilmExplorer algorithms={answer} nameOf={nameOf} />
          </div>
          <div hidden={view !== 'user'}>
            <UserExplorer algorithms={answer} nameOf={nameOf} />
          </div>
        </>
      )}
    </SectionFrame>
  );
}

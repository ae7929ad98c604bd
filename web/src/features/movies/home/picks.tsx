import type { Algorithm, RecommendResponse } from '@starweave/contract';
import { useRef } from 'react';
import { Button } from '../../../design/button.tsx';
import { useKeptFocus } from '../../../design/use-kept-focus.ts';
import { filmOfRecommendation } from '../film/film-of-recommendation.ts';
import { FilmTile, FilmTileSkeleton } from '../film/film-tile.tsx';
import { ModelLine } from '../model/model-line.tsx';
import { QUICK_START_GOAL } from './quick-start-state.ts';

export const PICK_COUNT = 12;

const GRID = 'grid grid-cols-2 gap-x-4 gap-y-7 sm:grid-cols-3 sm:gap-x-6 lg:grid-cols-4 xl:grid-cols-6';

export interface PicksProps {
  readonly answer: RecommendResponse;
  readonly algorithms: readonly Algorithm[];
  readonly isRefreshing: boolean;
  readonly onRateMore: () => void;
}

/** Today's picks, with the model that chose them and a way to make them better. */
export function Picks({ answer, algorithms, isRefreshing, onRateMore }: PicksProps) {
  const { recommendations, model, ratingCount } = answer;
  const list = useRef<HTMLUListElement>(null);
  useKeptFocus(list, recommendations.map(({ movieId }) => movieId).join());
  const missing = QUICK_START_GOAL - ratingCount;
  return (
    <section aria-label="Picks for you" aria-busy={isRefreshing} className="grid gap-5">
      <h2 className="sr-only">Picks for you</h2>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        {model !== undefined && <ModelLine model={model} algorithms={algorithms} />}
        <Button icon="star" onClick={onRateMore}>
          {missing > 0 ? `Rate ${missing} more for a better list` : 'Rate more films'}
        </Button>
      </div>
      <ul ref={list} className={`${GRID} ${isRefreshing ? 'stale-films' : ''}`}>
        {recommendations.map((recommendation) => (
          <li key={recommendation.movieId} className="animate-appear">
            <FilmTile
              film={filmOfRecommendation(recommendation)}
              predictedRating={recommendation.predictedRating}
              explanation={recommendation.explanation}
              hasFeedback
            />
          </li>
        ))}
      </ul>
      {recommendations.length === 0 && (
        <p className="text-ink-soft">There is nothing left to recommend: you have rated or set aside every film.</p>
      )}
    </section>
  );
}

/** The shape of the picks while they are on their way. */
export function PicksSkeleton() {
  return (
    <div role="status" aria-label="Choosing films for you" className={GRID}>
      {Array.from({ length: PICK_COUNT }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: empty places have no other identity
        <FilmTileSkeleton key={index} />
      ))}
    </div>
  );
}

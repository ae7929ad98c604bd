import type { Algorithm, RecommendResponse } from '@starweave/contract';
import type { ReactNode } from 'react';
import type { Requested } from '../../../api/use-request.ts';
import { nameOfAlgorithm } from '../model/describe-algorithm.ts';
import { focusPageHeading } from '../page-heading.tsx';
import { CompareHeader } from './compare-header.tsx';
import { compareLists } from './compare-lists.ts';
import { loosen, type RecommendSettings } from './recommend-settings.ts';
import { RecommendationList } from './recommendation-list.tsx';

export interface ListsProps {
  readonly first: Requested<RecommendResponse>;
  readonly second: Requested<RecommendResponse>;
  readonly settings: RecommendSettings;
  readonly onChange: (change: Partial<RecommendSettings>) => void;
  readonly algorithms: readonly Algorithm[];
  /** At the end of the line above the lists. */
  readonly aside: ReactNode;
}

/** The list, or two of them side by side. */
export function Lists({ first, second, settings, onChange, algorithms, aside }: ListsProps) {
  const { userId, compareWith } = settings;
  const onLoosen = (field: string) => {
    onChange(loosen(settings, field));
    focusPageHeading();
  };
  const common = { algorithms, userId, onLoosen };
  if (compareWith === '') {
    return <RecommendationList {...common} requested={first} aside={aside} />;
  }
  const comparison = compareLists(first.answer?.recommendations ?? [], second.answer?.recommendations ?? []);
  const nameOf = (id: string) => nameOfAlgorithm(algorithms, id) || 'The default algorithm';
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-center gap-3">
        <CompareHeader comparison={comparison} first={first.answer} second={second.answer} />
        {aside}
      </div>
      <div className="grid gap-6 md:grid-cols-2 md:gap-4">
        <RecommendationList
          {...common}
          requested={first}
          otherPlaces={comparison.placesInSecond}
          algorithmName={nameOf(first.answer?.model?.requestedAlgorithm ?? settings.algorithm)}
        />
        <RecommendationList
          {...common}
          requested={second}
          otherPlaces={comparison.placesInFirst}
          algorithmName={nameOf(second.answer?.model?.requestedAlgorithm ?? compareWith)}
        />
      </div>
    </div>
  );
}

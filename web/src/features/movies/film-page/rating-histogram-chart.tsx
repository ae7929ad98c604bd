import type { Movie } from '@starweave/contract';
import { ColumnChart } from '../../../design/charts/column-chart.tsx';
import { useFilmActions } from '../film/use-film-actions.ts';
import { compareRating, describeRatings, halfStars } from './rating-histogram.ts';

export interface RatingHistogramProps {
  readonly film: Movie;
  /** Ten, from half a star to five. */
  readonly counts: readonly number[];
  readonly isSimulated: boolean;
}

/** How often each rating was given. */
export function RatingHistogram({ film, counts, isSimulated }: RatingHistogramProps) {
  const { rating } = useFilmActions(film);
  const summary = [describeRatings(counts, isSimulated), compareRating(rating, counts)].filter((text) => text !== '');
  return (
    <ColumnChart
      title="Ratings"
      summary={summary.join(' ')}
      categories={halfStars}
      series={[{ name: 'ratings', values: halfStars.map((_, index) => counts[index] ?? 0) }]}
      categoryName="stars"
      valueName="ratings"
      isHistogram
      height={220}
    />
  );
}

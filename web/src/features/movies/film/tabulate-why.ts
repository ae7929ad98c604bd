import type { ExplainResponse } from '@starweave/contract';
import type { ChartTable } from '../../../design/charts/chart-table.ts';

/** Why a film has its score, as a file holds it: every part with all its digits, and the total that they add up to. */
export function tabulateWhy({
  contributions,
  total,
  of,
}: Pick<ExplainResponse, 'contributions' | 'total' | 'of'>): ChartTable {
  return {
    columns: [
      { name: 'Part' },
      { name: 'Rating' },
      { name: 'Alike' },
      { name: `Adds, in ${of === 'rating' ? 'stars' : 'points'}` },
    ],
    rows: [
      ...contributions.map(({ label, rating, similarity, amount }) => [label, rating, similarity, amount]),
      ['Total', undefined, undefined, total],
    ],
  };
}

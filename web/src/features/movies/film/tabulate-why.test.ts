import { create } from '@bufbuild/protobuf';
import { ContributionSchema } from '@starweave/contract';
import { expect, test } from 'vitest';
import { formatCsv } from '../../../design/charts/chart-table.ts';
import { tabulateWhy } from './tabulate-why.ts';

test('the parts of a score as a file add up to its total', () => {
  const contributions = [
    create(ContributionSchema, { kind: 'mean', label: 'Everyone’s mean rating', amount: 3.5 }),
    create(ContributionSchema, {
      kind: 'rated-item',
      label: '=Heat, "loud"',
      amount: -0.125,
      rating: 2,
      similarity: 0.25,
    }),
  ];
  const csv = formatCsv(tabulateWhy({ contributions, total: 3.375, of: 'rating' }));
  expect(csv.split('\r\n')).toEqual([
    'Part,Rating,Alike,"Adds, in stars"',
    'Everyone’s mean rating,,,3.5',
    '"\'=Heat, ""loud""",2,0.25,-0.125',
    'Total,,,3.375',
    '',
  ]);
});

import { timestampDate } from '@bufbuild/protobuf/wkt';
import type { Benchmark } from '@starweave/contract';
import { formatQuantity } from '../../../design/charts/format-number.ts';

const moments = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** A benchmark in a list: when it was done, and of how many algorithms. */
export function nameBenchmark({ finishedAt, results }: Benchmark): string {
  const when = finishedAt === undefined ? 'Not dated' : moments.format(timestampDate(finishedAt));
  return `${when} · ${formatQuantity(results.length, 'algorithm')}`;
}

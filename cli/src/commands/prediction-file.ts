import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { FilmEvaluation } from '@starweave/server';

const ROWS_PER_WRITE = 10_000;

/**
 * Writes every held-out rating with its prediction as CSV, `fold,user,item,rating,predicted`, in the order of the test rows;
 * numbers with all their digits.
 */
export async function writePredictions(file: string, { cases }: Pick<FilmEvaluation, 'cases'>): Promise<void> {
  await pipeline(formatRows(cases), createWriteStream(file));
}

function* formatRows(cases: FilmEvaluation['cases']): Generator<string> {
  yield 'fold,user,item,rating,predicted\n';
  for (const { name, predictions } of cases) {
    const { userIds, itemIds, actual, predicted } = predictions;
    for (let start = 0; start < actual.length; start += ROWS_PER_WRITE) {
      let text = '';
      for (let row = start; row < Math.min(actual.length, start + ROWS_PER_WRITE); row += 1) {
        text += `${name},${userIds[row]},${itemIds[row]},${actual[row]},${predicted[row]}\n`;
      }
      yield text;
    }
  }
}

import { EvaluationError } from '../errors.ts';
import { shuffleIndexes } from './shuffle.ts';
import { type Split, splitRows } from './split.ts';

const ZERO = 48;
const NINE = 57;

/**
 * K folds of nearly the same size at random: the fold of each row. The first `rowCount mod foldCount` folds have one more.
 *
 * @throws EvaluationError for fewer than 2 folds or more folds than rows
 */
export function drawFolds(rowCount: number, foldCount: number, seed: number): Uint8Array {
  if (!Number.isInteger(foldCount) || foldCount < 2 || foldCount > 256 || foldCount > rowCount) {
    throw new EvaluationError(
      `${rowCount} ratings can't be cut into ${foldCount} folds: give 2 to ${Math.min(256, rowCount)}.`,
    );
  }
  const folds = new Uint8Array(rowCount);
  for (const [position, row] of shuffleIndexes(rowCount, seed).entries()) {
    folds[row] = Math.floor((position * foldCount) / rowCount);
  }
  return folds;
}

/** A split for each fold that occurs, in ascending order: it is the test set, the others are for training. */
export function splitByFolds(folds: Uint8Array): Split[] {
  const names = [...new Set(folds)].sort((a, b) => a - b);
  if (names.length < 2) throw new EvaluationError('All ratings are in one fold: at least two folds are needed.');
  return names.map((fold, index) =>
    splitRows(`fold ${index + 1} of ${names.length}`, folds.length, (row) => folds[row] === fold),
  );
}

/**
 * The folds that a file gives: one byte for each data row of the ratings' file, in its order, as a number or as a digit
 * `0` to `9`; digits may stand on lines of their own.
 *
 * @param rowCount data rows of the ratings' file, bad ones included
 * @param unusedRows rows that the table doesn't hold, as `RatingsRead.unusedRows`
 * @throws EvaluationError when the file has another number of rows
 */
export function parseFolds(bytes: Uint8Array, rowCount: number, unusedRows: Uint32Array): Uint8Array {
  const withoutBreaks = bytes.filter((byte) => byte !== 10 && byte !== 13);
  const areDigits = withoutBreaks.every((byte) => byte >= ZERO && byte <= NINE);
  const folds = areDigits ? withoutBreaks.map((byte) => byte - ZERO) : bytes;
  if (folds.length !== rowCount) {
    throw new EvaluationError(
      `The file of folds has ${folds.length} rows, the ratings have ${rowCount}: one byte a row.`,
    );
  }
  const unused = new Set(unusedRows);
  return folds.filter((_, row) => !unused.has(row));
}

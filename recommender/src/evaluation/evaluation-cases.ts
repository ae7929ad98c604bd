import { readFile } from 'node:fs/promises';
import { DataFileError } from '../errors.ts';
import { type RatingTable, selectRows } from '../interactions/rating-table.ts';
import type { SideInformationById } from '../interactions/side-information.ts';
import { readSideInformation } from '../readers/read-data-set.ts';
import { type RatingsRead, readRatings } from '../readers/read-ratings.ts';
import type { TrainingData } from '../scorers/scorer.ts';
import { drawFolds, parseFolds, splitByFolds } from '../splitting/folds.ts';
import { holdOutUsers } from '../splitting/hold-out-users.ts';
import { leaveLastOut, splitByTime } from '../splitting/leave-last-out.ts';
import type { Split } from '../splitting/split.ts';
import type { EvaluationFiles, EvaluationRequest, SplitName } from './evaluation-request.ts';
import { createTrainingData } from './training-data.ts';

const TEST_SHARE = 0.1;
/** Bad lines that a protocol names. */
const SHOWN_LINES = 3;

/** One fit with what it is held against. */
export interface EvaluationCase {
  readonly name: string;
  readonly test: RatingTable;
  /** What may be learnt from: rows of a table. */
  readonly train: { readonly table: RatingTable; readonly rows: Uint32Array | undefined };
  /** Ratings of unknown test users, to be folded in. */
  readonly history?: RatingTable;
  /**
   * Made when it is needed, so that the data of one case at a time are in memory.
   * @param rows of `train.table`, a part of `train.rows`; default: all of these
   */
  createTraining(rows?: Uint32Array): TrainingData;
}

/** The cases of a request, and what was done to its files. */
export interface EvaluationCases {
  readonly cases: readonly EvaluationCase[];
  /** As in `5 folds at random, seed 0`. */
  readonly split: string;
  /** Rows that were left out, in words. */
  readonly filters: readonly string[];
}

/** Read a request's files and cut them. @throws DataFileError or EvaluationError, which say what is wrong with which file */
export async function readEvaluationCases(request: EvaluationRequest): Promise<EvaluationCases> {
  const { files, format, preset, fitOptions } = request;
  const { sideInformation, filters } = await readSides(request);
  const read = async (file: string) => {
    const ratings = await readRatings(file, { format, signal: fitOptions?.signal });
    filters.push(...describeLeftOut(ratings));
    return ratings;
  };
  const createData = (table: RatingTable, rows?: Uint32Array) =>
    createTrainingData(table, rows, sideInformation, preset !== undefined);
  if (files.kind === 'given') {
    const [train, test] = [await read(files.train), await read(files.test)];
    const single: EvaluationCase = {
      name: 'given files',
      test: test.table,
      train: { table: train.table, rows: undefined },
      createTraining: (rows) => createData(train.table, rows),
    };
    return { cases: [single], split: 'given training and test files', filters };
  }
  const ratings = await read(files.ratings);
  const { splits, name } = await cut(ratings, files, request.seed ?? 0);
  const cases = splits.map((split) => ({
    name: split.name,
    test: selectRows(ratings.table, split.testRows),
    train: { table: ratings.table, rows: split.trainRows },
    ...('historyRows' in split ? { history: selectRows(ratings.table, split.historyRows as Uint32Array) } : {}),
    createTraining: (rows = split.trainRows) => createData(ratings.table, rows),
  }));
  return { cases, split: name, filters };
}

async function readSides({ items, users, fitOptions }: EvaluationRequest) {
  const filters: string[] = [];
  if (items === undefined && users === undefined) return { sideInformation: undefined, filters };
  const { sideInformation, rejectedSideLines } = await readSideInformation({ items, users }, fitOptions?.signal);
  if (rejectedSideLines.count > 0) filters.push(`${rejectedSideLines.count} lines about films or people left out`);
  return { sideInformation: sideInformation as SideInformationById | undefined, filters };
}

async function cut(
  ratings: RatingsRead,
  files: Exclude<EvaluationFiles, { kind: 'given' }>,
  seed: number,
): Promise<{ splits: readonly Split[]; name: string }> {
  const { table } = ratings;
  if (files.kind === 'split') return { splits: [cutOnce(table, files.split, seed)], name: files.split };
  if (typeof files.folds === 'number') {
    const folds = drawFolds(table.ratingCount, files.folds, seed);
    return { splits: splitByFolds(folds), name: `${files.folds} folds at random, seed ${seed}` };
  }
  const bytes = await readFile(files.folds).catch((cause: unknown) => {
    throw new DataFileError('folds', `The file of folds ${files.folds} can't be read. Check the path.`, { cause });
  });
  const folds = splitByFolds(parseFolds(bytes, ratings.rowCount, ratings.unusedRows));
  return { splits: folds, name: `${folds.length} folds given by a file` };
}

/** Cut a table in two as a split's name says. @throws EvaluationError where the table doesn't allow it */
export function cutOnce(table: RatingTable, split: SplitName, seed: number): Split {
  if (split === 'leave-last-out') return leaveLastOut(table);
  if (split === 'temporal') return splitByTime(table, TEST_SHARE);
  return holdOutUsers(table, { userCount: Math.max(1, Math.round(table.users.count * TEST_SHARE)), seed });
}

function describeLeftOut({ rejected, duplicateCount, file }: RatingsRead): string[] {
  const lines = rejected.count === 1 ? '1 bad line' : `${rejected.count} bad lines`;
  const shown = rejected.first.slice(0, SHOWN_LINES).map(({ line, reason }) => `line ${line}: ${reason}`);
  return [
    ...(rejected.count > 0
      ? [`${lines} of ${file} left out: ${[...shown, ...(rejected.count > shown.length ? ['…'] : [])].join('; ')}`]
      : []),
    ...(duplicateCount > 0 ? [`${duplicateCount} earlier ratings of the same pair in ${file} left out`] : []),
  ];
}

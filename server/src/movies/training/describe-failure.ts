import type { FailureReason } from '../../errors.ts';
import { hideFolder } from '../process/hide-folder.ts';

/** Why a task failed, for people. */
export interface DescribedFailure {
  readonly failure: FailureReason;
  /** False for what nobody foresaw: its text stays in the log. */
  readonly isExpected: boolean;
}

const memoryAdvice =
  'Give the machine or container more memory, or end other programs, and train again. The other algorithms go on.';

const adviceByCode: Readonly<Record<string, string>> = {
  'training-ended': memoryAdvice,
  'kernel-memory-exceeded': memoryAdvice,
  'data-unfit': 'Train on a data set that has what is missing.',
  'scorer-parameter-invalid': 'Choose another value.',
  'evaluation-invalid': 'Measure on a data set with more ratings.',
  'ratings-file-broken': 'Import the data set again.',
  'data-set-broken': 'Import the data set again.',
  'broken-catalogue': 'Install Starweave again.',
  'not-found': '',
  'wrong-state': '',
  'task-interrupted': 'Start it again.',
};

const adviceByProblem: Readonly<Record<string, string>> = {
  missing: 'Upload the files again.',
  'no-ratings': 'Give a MovieLens folder or zip, or a file of ratings.',
  columns: 'A file of ratings needs columns for user, film and rating.',
  encoding: 'Save the file as UTF-8 text.',
  archive: 'Then upload it again.',
  'too-large': 'From a terminal: starweave movies import FOLDER.',
  unreadable: 'Check the file and upload it again.',
};

const diskFull = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const notWritable = new Set(['EACCES', 'EPERM', 'EROFS']);

/** Folders of the server's that messages may name; people see the names of files in them. */
export interface HiddenFolders {
  /** The files that an import was made from. */
  readonly upload?: string;
  /** Where data sets and tasks are kept. */
  readonly films?: string;
}

/** Turns what a task threw into a reason with a code, a message and what to do. */
export function describeFailure(thrown: unknown, { upload = '', films = '' }: HiddenFolders = {}): DescribedFailure {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (diskFull.has(code)) {
    const message = 'The disk is full. Nothing half-written was kept, and the films serve as before.';
    const advice = 'Free some space, or move the data folder to a larger disk, and start again.';
    return { failure: { code: 'disk-full', message, advice }, isExpected: true };
  }
  if (notWritable.has(code)) {
    const message = 'The data folder can’t be written to.';
    return { failure: { code: 'not-writable', message, advice: 'Check its permissions.' }, isExpected: true };
  }
  const message = hideFolder(hideFolder(error.message, upload, 'the upload'), films).replace(/^the/, 'The');
  if (code === 'data-file-invalid') {
    const problem = 'problem' in error ? String(error.problem) : '';
    return { failure: { code, message, advice: adviceByProblem[problem] ?? '' }, isExpected: true };
  }
  if (Object.hasOwn(adviceByCode, code)) {
    return { failure: { code, message, advice: adviceByCode[code] ?? '' }, isExpected: true };
  }
  const unexpected = 'Something went wrong inside Starweave. The log has the details.';
  return { failure: { code: 'internal', message: unexpected, advice: 'Start it again.' }, isExpected: false };
}

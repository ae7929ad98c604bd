import path from 'node:path';
import { evaluateFilms, type FilmEvaluation, type FilmEvaluationRequest } from '@starweave/server';
import { type Command, type CommandContext, exitCodes, UsageError } from '../command.ts';
import { formatFlags, parseFlags } from '../parse-flags.ts';
import { createProgressDisplay } from '../progress-line.ts';
import { formatEvaluation, formatEvaluationJson } from './movies-evaluation-report.ts';
import { evaluationFlags, parseEvaluationRequest } from './movies-evaluation-request.ts';
import { verifyWritable } from './picture-files.ts';
import { writePredictions } from './prediction-file.ts';

export const evaluateCommand: Command = {
  name: 'evaluate',
  summary: 'fit an algorithm on files and hold it against held-out ratings',
  help: evaluateHelp,
  run: evaluateMovies,
};

function evaluateHelp(): string {
  return `Usage: starweave movies evaluate --train FILE --test FILE --algorithm ID [options]
       starweave movies evaluate --ratings FILE --folds NUMBER|FILE --algorithm ID [options]
       starweave movies evaluate --ratings FILE --split NAME --algorithm ID [options]

Fits an algorithm on ratings and holds it against ratings that it hasn't seen. Files are MovieLens folders, zips, CSV,
tab- or “::”-separated text, or Parquet. The error on training ratings stands beside the error on test ratings, always.

${formatFlags(evaluationFlags)}

With --search, parameters are drawn and tried on a part of the training ratings that is held out for it, the given ones first;
the best are then fitted on all training ratings and held against the test ratings. Of folds, only the first is evaluated then.

With --against, another algorithm is held against the same ratings, and paired tests (Student's t, Wilcoxon's signed ranks) say
how often chance alone gives at least such a difference.

Examples:
  starweave movies evaluate --ratings ml-latest-small --folds 5 --algorithm svd-biased
  starweave movies evaluate --ratings ml-latest-small --split temporal --algorithm svd-biased \\
    --search '{"factors": [20, 50, 100]}' --trials 4 --seconds 600
  starweave movies evaluate --ratings ml-latest-small --folds 5 --algorithm hybrid --against svd-biased
`;
}

async function evaluateMovies(context: CommandContext): Promise<number> {
  const { terminal, signal, workingFolder } = context;
  const flags = parseFlags(context.words, evaluationFlags);
  const request = parseEvaluationRequest(flags, workingFolder);
  const predictions = await resolvePredictionFile(flags.values.predictions, workingFolder);
  const progress = createProgressDisplay(terminal);
  // Where nobody watches, a line for each tenth will do.
  const onProgress = ({ stage, fraction }: { stage: string; fraction: number }) =>
    progress.show({
      label: terminal.isInteractive ? stage : 'evaluating',
      done: Math.round(fraction * 100),
      total: 100,
    });
  try {
    const evaluation = await evaluate({ ...request, fitOptions: { ...request.fitOptions, signal, onProgress } });
    progress.finish();
    if (predictions !== undefined) await writePredictions(predictions, evaluation);
    const asJson = flags.values.json === true;
    terminal.write(
      asJson ? `${JSON.stringify(formatEvaluationJson(evaluation), null, 2)}\n` : formatEvaluation(evaluation),
    );
    return exitCodes.done;
  } finally {
    progress.finish();
  }
}

/** What can't be done as it was asked for is for the words to change. */
async function evaluate(request: FilmEvaluationRequest): Promise<FilmEvaluation> {
  try {
    return await evaluateFilms(request);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'data-unfit' && request.items === undefined && request.algorithm === 'content') {
      throw new UsageError('content needs to be told about the films: give a file such as movies.csv with --items.', {
        cause: error,
      });
    }
    if (code !== 'evaluation-invalid' && code !== 'scorer-parameter-invalid') throw error;
    throw new UsageError((error as Error).message, { cause: error });
  }
}

/** Refused before the fit where it can't be written. */
async function resolvePredictionFile(given: unknown, workingFolder: string): Promise<string | undefined> {
  if (typeof given !== 'string') return undefined;
  const file = path.resolve(workingFolder, given);
  await verifyWritable(file, '--predictions');
  return file;
}

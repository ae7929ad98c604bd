import path from 'node:path';
import { evaluateFilms, type FilmEvaluation } from '@starweave/server';
import { type Command, type CommandContext, exitCodes } from '../command.ts';
import { formatTable } from '../format-table.ts';
import { formatFlags, parseFlags } from '../parse-flags.ts';
import { createProgressDisplay } from '../progress-line.ts';
import { evaluationFlags, parseEvaluationRequest } from './movies-evaluation-request.ts';
import { formatSearch, formatSearchJson } from './movies-evaluation-search.ts';
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

Examples:
  starweave movies evaluate --ratings ml-latest-small --folds 5 --algorithm svd-biased
  starweave movies evaluate --ratings ml-latest-small --split temporal --algorithm svd-biased \\
    --search '{"factors": [20, 50, 100]}' --trials 4 --seconds 600
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
    const evaluation = await evaluateFilms({ ...request, fitOptions: { ...request.fitOptions, signal, onProgress } });
    progress.finish();
    if (predictions !== undefined) await writePredictions(predictions, evaluation);
    const asJson = flags.values.json === true;
    terminal.write(asJson ? `${JSON.stringify(formatJson(evaluation), null, 2)}\n` : formatReport(evaluation));
    return exitCodes.done;
  } finally {
    progress.finish();
  }
}

/** Refused before the fit where it can't be written. */
async function resolvePredictionFile(given: unknown, workingFolder: string): Promise<string | undefined> {
  if (typeof given !== 'string') return undefined;
  const file = path.resolve(workingFolder, given);
  await verifyWritable(file, '--predictions');
  return file;
}

function formatJson(evaluation: FilmEvaluation): Record<string, unknown> {
  const { rmse, mae, trainRmse, trainMae, ranking, search, card, cases } = evaluation;
  return {
    rmse: rmse.mean,
    mae: mae.mean,
    train_rmse: trainRmse.mean,
    train_mae: trainMae.mean,
    rmse_deviation: rmse.deviation,
    mae_deviation: mae.deviation,
    fit_s: evaluation.fitSeconds,
    predict_s: evaluation.predictSeconds,
    peak_rss_mb: evaluation.peakResidentBytes / 1e6,
    ...(ranking === undefined ? {} : formatRanking(ranking)),
    ...(search === undefined ? {} : { search: formatSearchJson(search) }),
    unknown_user_ratings: evaluation.unknownUserCount,
    unknown_item_ratings: evaluation.unknownItemCount,
    folds: cases.map((one) => ({
      name: one.name,
      rmse: one.test.rmse,
      mae: one.test.mae,
      train_rmse: one.train.rmse,
      train_mae: one.train.mae,
      test_ratings: one.testCount,
      fit_s: one.fitSeconds,
      predict_s: one.predictSeconds,
      segments: one.segments.map(({ segment, ratingCount, ...errors }) => ({
        segment,
        ratings: ratingCount,
        ...errors,
      })),
      ...(one.ranking === undefined ? {} : formatRanking(one.ranking.quality)),
      ...(one.ranking === undefined ? {} : formatVariety(one.ranking)),
    })),
    card: {
      algorithm: card.algorithm,
      parameters: card.parameters,
      split: card.split,
      seed: card.seed,
      data_hashes: card.dataHashes,
      train_ratings: card.trainCount,
      test_ratings: card.testCount,
      users: card.userCount,
      items: card.itemCount,
      filters: card.filters,
      versions: card.versions,
    },
  };
}

type Ranking = NonNullable<FilmEvaluation['ranking']>;
type CaseRanking = NonNullable<FilmEvaluation['cases'][number]['ranking']>;

function formatRanking(quality: Ranking): Record<string, number> {
  return {
    hr_at_10: quality.hitRate,
    ndcg_at_10: quality.ndcg,
    recall_at_10: quality.recall,
    precision_at_10: quality.precision,
    map_at_10: quality.averagePrecision,
    mrr_at_10: quality.reciprocalRank,
  };
}

/** What only lists out of the whole catalogue have. */
function formatVariety(ranking: CaseRanking): Record<string, unknown> {
  if (!('variety' in ranking)) return { test_pairs: ranking.pairCount };
  return {
    people: ranking.personCount,
    coverage: ranking.variety.coverage,
    gini: ranking.variety.gini,
    intra_list_diversity: ranking.intraListDiversity,
    novelty_bits: ranking.novelty,
    serendipity: ranking.serendipity,
    miscalibration_bits: ranking.miscalibration,
    ranking_segments: ranking.segments.map(({ segment, personCount, ...quality }) => ({
      segment,
      people: personCount,
      ...formatRanking(quality),
    })),
  };
}

function formatReport(evaluation: FilmEvaluation): string {
  const { rmse, mae, trainRmse, trainMae, ranking, search, cases } = evaluation;
  const several = cases.length > 1;
  const show = ({ mean, deviation }: { mean: number; deviation: number }) =>
    several ? `${mean.toFixed(4)} ± ${deviation.toFixed(4)}` : mean.toFixed(4);
  const errors = formatTable(
    ['', 'RMSE', 'MAE'],
    [
      ['held-out ratings', show(rmse), show(mae)],
      ['training ratings', show(trainRmse), show(trainMae)],
    ],
  );
  const quality = ranking === undefined ? [] : Object.entries(formatRanking(ranking));
  const ranks =
    quality.length === 0
      ? ''
      : `\n${formatTable(
          ['RANKING', ''],
          quality.map(([name, value]) => [name, value.toFixed(4)]),
        )}`;
  const segments = formatTable(
    ['SEGMENT', 'RATINGS', 'RMSE', 'MAE'],
    cases[0]!.segments.map((one) => [one.segment, String(one.ratingCount), one.rmse.toFixed(4), one.mae.toFixed(4)]),
  );
  const cost = `fitted in ${evaluation.fitSeconds.toFixed(2)} s, predicted in ${evaluation.predictSeconds.toFixed(2)} s, at most ${Math.round(evaluation.peakResidentBytes / 1e6)} MB of memory`;
  const unknown = `${evaluation.unknownUserCount} ratings of unknown users and ${evaluation.unknownItemCount} of unknown items got what is known besides`;
  const first = several ? `\n${cases[0]!.name}:\n` : '\n';
  const searched = search === undefined ? '' : formatSearch(search);
  return `${searched}${errors}${ranks}${first}${segments}\n${cost}\n${unknown}\n\n${evaluation.cardText}\n`;
}

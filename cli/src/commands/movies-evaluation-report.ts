import type { FilmEvaluation } from '@starweave/server';
import { formatTable } from '../format-table.ts';
import { formatSearch, formatSearchJson } from './movies-evaluation-search.ts';

/** An evaluation as one JSON document. */
export function formatEvaluationJson(evaluation: FilmEvaluation): Record<string, unknown> {
  const { rmse, mae, trainRmse, trainMae, ranking, search, card, cases, against } = evaluation;
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
    ...averageVariety(cases),
    ...(against === undefined ? {} : { against: formatAgainstJson(against) }),
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
    ...listVariety(ranking),
    ranking_segments: ranking.segments.map(({ segment, personCount, ...quality }) => ({
      segment,
      people: personCount,
      ...formatRanking(quality),
    })),
  };
}

function listVariety(ranking: Extract<CaseRanking, { variety: unknown }>): Record<string, number> {
  return {
    coverage: ranking.variety.coverage,
    gini: ranking.variety.gini,
    ...(ranking.intraListDiversity === undefined ? {} : { intra_list_diversity: ranking.intraListDiversity }),
    novelty_bits: ranking.novelty,
    serendipity: ranking.serendipity,
    ...(ranking.miscalibration === undefined ? {} : { miscalibration_bits: ranking.miscalibration }),
  };
}

/** Means over folds; nothing where lists were not out of the whole catalogue. */
function averageVariety(cases: FilmEvaluation['cases']): Record<string, number> {
  const varieties = cases.flatMap(({ ranking }) =>
    ranking !== undefined && 'variety' in ranking ? [listVariety(ranking)] : [],
  );
  const names = Object.keys(varieties[0] ?? {});
  const mean = (name: string) => varieties.reduce((sum, one) => sum + one[name]!, 0) / varieties.length;
  return Object.fromEntries(names.map((name) => [name, mean(name)]));
}

type Against = NonNullable<FilmEvaluation['against']>;

function formatAgainstJson({ report, comparisons }: Against): Record<string, unknown> {
  return {
    algorithm: report.card.algorithm,
    parameters: report.card.parameters,
    rmse: report.rmse.mean,
    mae: report.mae.mean,
    ...(report.ranking === undefined ? {} : formatRanking(report.ranking)),
    tests: comparisons.map(({ figure, difference, t, ranks }) => ({
      figure: figure === 'ndcg' ? 'ndcg_at_10' : figure,
      difference,
      pairs: t.pairCount,
      t_test_p: t.pValue,
      signed_ranks_p: ranks.pValue,
    })),
  };
}

function formatAgainst({ report, comparisons }: Against): string {
  const signed = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
  const chance = (value: number) => (value < 1e-4 ? '< 0.0001' : value.toFixed(4));
  const rows = comparisons.map(({ figure, difference, t, ranks }) => [
    figure === 'ndcg' ? 'nDCG at 10' : figure.toUpperCase(),
    signed(difference),
    chance(t.pValue),
    chance(ranks.pValue),
    String(t.pairCount),
  ]);
  return `\nagainst ${report.card.algorithm}, and how often chance alone differs as much:\n${formatTable(
    ['', 'DIFFERENCE', 'T TEST', 'SIGNED RANKS', 'PAIRS'],
    rows,
  )}`;
}

/** An evaluation as text for people, with its protocol card. */
export function formatEvaluation(evaluation: FilmEvaluation): string {
  const { rmse, mae, trainRmse, trainMae, ranking, search, cases, against } = evaluation;
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
  const quality = ranking === undefined ? [] : Object.entries({ ...formatRanking(ranking), ...averageVariety(cases) });
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
  const compared = against === undefined ? '' : formatAgainst(against);
  return `${searched}${errors}${ranks}${compared}${first}${segments}\n${cost}\n${unknown}\n\n${evaluation.cardText}\n`;
}

import type { MovieRecommendation, RecommendResponse } from '@starweave/contract';

const COLUMNS = [
  'rank',
  'movie_id',
  'title',
  'year',
  'genres',
  'predicted_rating',
  'score',
  'explanation',
  'model',
  'simulated',
] as const;

type Row = Readonly<Record<(typeof COLUMNS)[number], string | number | boolean>>;

function toRow(item: MovieRecommendation, rank: number, { model }: RecommendResponse): Row {
  return {
    rank,
    movie_id: item.movieId,
    title: item.title,
    year: item.year === 0 ? '' : item.year,
    genres: item.genres.join('|'),
    predicted_rating: Number(item.predictedRating.toFixed(4)),
    score: Number(item.score.toPrecision(7)),
    explanation: item.explanation,
    model: model?.algorithm ?? '',
    simulated: model?.simulated ?? false,
  };
}

function rowsOf(answer: RecommendResponse): Row[] {
  return answer.recommendations.map((item, index) => toRow(item, index + 1, answer));
}

/**
 * A list as CSV (RFC 4180, lines end in CRLF, first line with names). A text that a spreadsheet would take for a formula
 * begins with an apostrophe, which spreadsheets don't show.
 */
export function formatListAsCsv(answer: RecommendResponse): string {
  const lines = rowsOf(answer).map((row) => COLUMNS.map((column) => formatCell(row[column])).join());
  return [COLUMNS.join(), ...lines, ''].join('\r\n');
}

/** A list as JSON: an object with the model that answered and the rows under the same names as in CSV. */
export function formatListAsJson(answer: RecommendResponse): string {
  const recommendations = rowsOf(answer).map(({ model, simulated, ...row }) => ({
    ...row,
    year: row.year === '' ? null : row.year,
    genres: String(row.genres).split('|').filter(Boolean),
  }));
  const { model } = answer;
  const source = {
    model: model?.algorithm ?? '',
    requested_model: model?.requestedAlgorithm ?? '',
    data_set: model?.dataSetId ?? '',
    simulated: model?.simulated ?? false,
  };
  return `${JSON.stringify({ ...source, recommendations }, undefined, 2)}\n`;
}

function formatCell(value: Row[keyof Row]): string {
  if (typeof value !== 'string') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

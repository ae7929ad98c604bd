import type { ModelAnswer, Movie } from '@starweave/contract';

const mostTitleCharacters = 60;

/**
 * A text from a data set as one line that a terminal shows as it is: control characters, line breaks and marks that turn
 * the direction of writing are spaces, and what is longer than `most` characters ends in "…".
 */
export function cleanText(text: string, most = mostTitleCharacters): string {
  const shown = text
    .replaceAll(/[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const characters = [...new Intl.Segmenter().segment(shown.slice(0, 4 * most + 100))].map(({ segment }) => segment);
  if (characters.length <= most && shown.length <= 4 * most + 100) return shown;
  return `${characters
    .slice(0, most - 1)
    .join('')
    .trimEnd()}…`;
}

/** A film as people name it: "Heat (1995)"; without the year where none is known. */
export function showMovie({ title, year }: Pick<Movie, 'title' | 'year'>): string {
  const shown = cleanText(title) || 'Untitled';
  return year === 0 ? shown : `${shown} (${year})`;
}

/** Genres in one cell of a table. */
export function showGenres(genres: readonly string[]): string {
  return cleanText(genres.join(', '), 40) || '–';
}

/** Which model answered, in a sentence; empty where none did. */
export function describeModel(model: ModelAnswer | undefined): string {
  if (model === undefined || model.algorithm === '') return '';
  const { algorithm, requestedAlgorithm, isFallback, simulated } = model;
  const asked = isFallback && requestedAlgorithm !== algorithm ? ` in place of ${requestedAlgorithm}` : '';
  const reason = cleanText(model.reason, 300);
  const why = reason === '' ? '.' : `: ${/[.!?]$/.test(reason) ? reason : `${reason}.`}`;
  return `Answered by ${algorithm}${asked}${why}${simulated ? ' The ratings of this data set are simulated.' : ''}\n`;
}

const YEAR_AT_END = /\((\d{4})\)\s*$/;
const EARLIEST_YEAR = 1870;
const LATEST_YEAR = 2100;

/**
 * The year at the end of a title in MovieLens's style: 1999 for `The Matrix (1999)`, 1968 for
 * `2001: A Space Odyssey (1968)`.
 *
 * Four digits in parentheses, at the very end but for spaces, from 1870 (the first sequences of photographs) to 2100;
 * anything else, `(1999-2001)` too, has no year.
 */
export function extractYearFromTitle(title: string | null | undefined): number | undefined {
  if (typeof title !== 'string') return undefined;
  const year = Number(YEAR_AT_END.exec(title)?.[1]);
  return year >= EARLIEST_YEAR && year <= LATEST_YEAR ? year : undefined;
}

/**
 * A title as people read it: spaces around it gone, and without `includeYear` without the year at its end, if it has one:
 * `The Matrix (1999)` is `The Matrix` then. Of two years only the last goes; a title that is nothing but a year stays.
 *
 * Plain text, as it came: in HTML, escape it (`escapeHtml`). `Untitled` when there is nothing to show.
 */
export function formatMovieTitle(title: string | null | undefined, includeYear = true): string {
  const trimmed = typeof title === 'string' ? title.trim() : '';
  if (trimmed === '') return 'Untitled';
  if (includeYear || extractYearFromTitle(trimmed) === undefined) return trimmed;
  const withoutYear = trimmed.replace(YEAR_AT_END, '').trimEnd();
  return withoutYear === '' ? trimmed : withoutYear;
}

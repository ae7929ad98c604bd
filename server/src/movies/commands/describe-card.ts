import type { ModelAnswer, Movie, MovieCard, TitleQuestion } from '@starweave/contract';
import { formatGenres, formatRating } from '@starweave/film-text';

const longestTitleCharacters = 120;

/** A card in words, for who sees no cards. */
export function describeCard(heading: string, { recommendations, model, questions }: MovieCard): string {
  const lines = recommendations.map((film, index) => {
    const { genres, predictedRating, explanation } = film;
    const expected = predictedRating > 0 ? ` Expected: ${formatRating(predictedRating, 'words')}.` : '';
    return `${index + 1}. ${nameFilm(film)} · ${formatGenres(genres)}.${expected}${explanation === '' ? '' : ` ${explanation}`}`;
  });
  const parts = [
    heading,
    lines.join('\n'),
    ...questions.map(askForFilm),
    model === undefined ? '' : describeModel(model),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function askForFilm({ title, candidates }: TitleQuestion): string {
  if (candidates.length === 0) return sayUnknown(title);
  return [`Which film is “${shortenTitle(title)}”?`, ...candidates.map((film) => `- ${nameFilm(film)}`)].join('\n');
}

/** Says that no film is called so. */
export function sayUnknown(title: string): string {
  return `I know no film called “${shortenTitle(title)}”.`;
}

/** A film as people say it: `Heat (1995)`. */
export function nameFilm({ title, year }: Pick<Movie, 'title'> & { readonly year: number | undefined }): string {
  const short = isolate(shortenTitle(title));
  return year === undefined || year === 0 ? short : `${short} (${year})`;
}

/** Keeps a title that runs from right to left in its place: what follows it (a year, stars) would be drawn on its other side. */
function isolate(title: string): string {
  return /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u.test(title)
    ? `\u2068${title}\u2069`
    : title;
}

function shortenTitle(title: string): string {
  const characters = [...title];
  if (characters.length <= longestTitleCharacters) return title;
  return `${characters.slice(0, longestTitleCharacters).join('')}…`;
}

/** Which model answered, and whether it was the one asked for. */
function describeModel({ requestedAlgorithm, algorithm, isFallback, reason, simulated }: ModelAnswer): string {
  const instead = isFallback ? ` instead of ${requestedAlgorithm}${reason === '' ? '' : ` (${reason})`}` : '';
  return `Answered by ${algorithm}${instead}${simulated ? ', from simulated ratings' : ''}.`;
}

/** `4.5 stars`, `1 star`, `half a star`. */
export function sayHalfStars(halfStars: number): string {
  if (halfStars === 1) return 'half a star';
  return halfStars === 2 ? '1 star' : `${halfStars / 2} stars`;
}

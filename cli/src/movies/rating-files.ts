import { timestampDate } from '@bufbuild/protobuf/wkt';
import { type Movie, MovieFeedback, type RatedMovie } from '@starweave/contract';

/** What a person has said about films. */
export interface OwnRatings {
  readonly ratings: readonly RatedMovie[];
  readonly feedback: readonly Movie[];
}

export interface RatingFile {
  readonly name: string;
  readonly text: string;
}

const feedbackNames: Readonly<Record<MovieFeedback, string>> = {
  [MovieFeedback.UNSPECIFIED]: '',
  [MovieFeedback.LIKE]: 'like',
  [MovieFeedback.NOT_INTERESTED]: 'not-interested',
  [MovieFeedback.SEEN]: 'seen',
};
const noGenres = '(no genres listed)';
// The person is the only user of the files.
const userId = 1;

/**
 * A person's ratings and feedback as files, the most important one first.
 *
 * `csv` is MovieLens's layout: `ratings.csv` (userId,movieId,rating,timestamp, the oldest first), `movies.csv`
 * (movieId,title,genres) with every film named, and `feedback.csv` (movieId,feedback). Films that the data set in use hasn't
 * have ids above those of the others there. `json` is one document with both.
 */
export function createRatingFiles({ ratings, feedback }: OwnRatings, format: 'csv' | 'json'): RatingFile[] {
  const rated = ratings
    .flatMap(({ movie, rating, ratedAt }) =>
      movie === undefined ? [] : [{ movie, rating, ratedAtS: Math.floor(Number(ratedAt?.seconds ?? 0n)), ratedAt }],
    )
    .sort((a, b) => a.ratedAtS - b.ratedAtS);
  if (format === 'json') {
    const document = {
      ratings: rated.map(({ movie, rating, ratedAt }) => ({
        ...describe(movie),
        rating,
        ...(ratedAt === undefined ? {} : { rated_at: timestampDate(ratedAt).toISOString() }),
      })),
      feedback: feedback.map((movie) => ({ ...describe(movie), feedback: feedbackNames[movie.yourFeedback] })),
    };
    return [{ name: 'ratings.json', text: `${JSON.stringify(document, null, 2)}\n` }];
  }
  const said = [...rated.map(({ movie }) => movie), ...feedback];
  const idOf = createIdFinder(said);
  const films = new Map(said.map((movie) => [idOf(movie), movie]));
  return [
    toFile(
      'ratings.csv',
      ['userId', 'movieId', 'rating', 'timestamp'],
      rated.map(({ movie, rating, ratedAtS }) => [userId, idOf(movie), rating, ratedAtS]),
    ),
    toFile(
      'movies.csv',
      ['movieId', 'title', 'genres'],
      [...films]
        .sort(([a], [b]) => a - b)
        .map(([id, movie]) => [id, titleWithYear(movie), movie.genres.join('|') || noGenres]),
    ),
    toFile(
      'feedback.csv',
      ['movieId', 'feedback'],
      feedback.map((movie) => [idOf(movie), feedbackNames[movie.yourFeedback]]),
    ),
  ];
}

/** Ids for the files: a film that the data set in use hasn't has none, and gets one above all others. */
function createIdFinder(movies: readonly Movie[]): (movie: Movie) => number {
  const given = new Map<string, number>();
  const largest = movies.reduce((most, { movieId }) => Math.max(most, movieId), 0);
  return (movie) => {
    if (movie.movieId !== 0) return movie.movieId;
    const name = titleWithYear(movie);
    const id = given.get(name) ?? largest + 1 + given.size;
    given.set(name, id);
    return id;
  };
}

function describe(movie: Movie): Record<string, unknown> {
  return {
    movie_id: movie.movieId,
    title: movie.title,
    ...(movie.year === 0 ? {} : { year: movie.year }),
    genres: movie.genres,
  };
}

function titleWithYear({ title, year }: Movie): string {
  return year === 0 ? title : `${title} (${year})`;
}

function toFile(name: string, header: readonly string[], rows: readonly (readonly (string | number)[])[]): RatingFile {
  const lines = [header, ...rows].map((row) => row.map((cell) => quote(String(cell))).join(','));
  return { name, text: `${lines.join('\n')}\n` };
}

function quote(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

import type { MessageInitShape } from '@bufbuild/protobuf';
import type { RecommendRequestSchema } from '@starweave/contract';
import { movieGenres } from '@starweave/film-text';

/** Everything that can be set on the page; what is left out in a range has no bound there. */
export interface RecommendSettings {
  /** Digits of a user of the data set; empty: the caller. */
  readonly userId: string;
  /** Id; empty: the default one. */
  readonly algorithm: string;
  /** Id of the algorithm beside it; empty: none. */
  readonly compareWith: string;
  /** 1 to 100. */
  readonly count: number;
  /** 0 to 1, in hundredths. */
  readonly diversity: number;
  readonly wish: string;
  readonly genres: readonly string[];
  readonly withoutGenres: readonly string[];
  readonly yearFrom?: number | undefined;
  readonly yearTo?: number | undefined;
  readonly ratingCountFrom?: number | undefined;
  readonly ratingCountTo?: number | undefined;
}

export const defaultSettings: RecommendSettings = {
  userId: '',
  algorithm: '',
  compareWith: '',
  count: 10,
  diversity: 0,
  wish: '',
  genres: [],
  withoutGenres: [],
};

const LONGEST_WISH = 500;
const LONGEST_ID = 60;
const NAMES = {
  userId: 'user',
  algorithm: 'algorithm',
  compareWith: 'compare',
  count: 'count',
  diversity: 'diversity',
  wish: 'wish',
  genres: 'genres',
  withoutGenres: 'without',
  yearFrom: 'from',
  yearTo: 'to',
  ratingCountFrom: 'ratings-from',
  ratingCountTo: 'ratings-to',
} as const satisfies Record<keyof RecommendSettings, string>;

/** Reads the settings of an address's query; what can't be meant is as if it were not there. */
export function parseSettings(query: string): RecommendSettings {
  const fields = new URLSearchParams(query);
  const text = (name: keyof RecommendSettings) => fields.get(NAMES[name]) ?? '';
  const whole = (name: keyof RecommendSettings) => (/^\d{1,9}$/.test(text(name)) ? Number(text(name)) : undefined);
  const id = (name: keyof RecommendSettings) => (/^[\w-]+$/.test(text(name)) ? text(name).slice(0, LONGEST_ID) : '');
  const genres = (name: keyof RecommendSettings) =>
    movieGenres.filter((genre) => text(name).split(',').includes(genre)) as readonly string[];
  const percent = whole('diversity') ?? 0;
  return {
    userId: /^\d{1,15}$/.test(text('userId')) ? text('userId') : '',
    algorithm: id('algorithm'),
    compareWith: id('compareWith'),
    count: Math.min(100, Math.max(1, whole('count') ?? defaultSettings.count)),
    diversity: Math.min(100, percent) / 100,
    wish: text('wish').slice(0, LONGEST_WISH),
    genres: genres('genres'),
    withoutGenres: genres('withoutGenres').filter((genre) => !genres('genres').includes(genre)),
    yearFrom: whole('yearFrom'),
    yearTo: whole('yearTo'),
    ratingCountFrom: whole('ratingCountFrom'),
    ratingCountTo: whole('ratingCountTo'),
  };
}

/** Writes settings as a query, "" where all are the default ones; `parseSettings` reads the same out of it. */
export function formatSettings(settings: RecommendSettings): string {
  const fields = new URLSearchParams();
  for (const name of Object.keys(NAMES) as (keyof RecommendSettings)[]) {
    const value = settings[name];
    if (value === undefined || isDefault(name, value)) continue;
    const text =
      name === 'diversity' ? Math.round(settings.diversity * 100) : Array.isArray(value) ? value.join() : value;
    fields.set(NAMES[name], String(text));
  }
  const query = fields.toString();
  return query === '' ? '' : `?${query}`;
}

function isDefault(name: keyof RecommendSettings, value: RecommendSettings[keyof RecommendSettings]): boolean {
  return Array.isArray(value) ? value.length === 0 : value === defaultSettings[name];
}

/** The call that the settings mean, for one algorithm. */
export function requestOf(
  settings: RecommendSettings,
  algorithm: string,
): MessageInitShape<typeof RecommendRequestSchema> {
  const { userId, count, diversity, wish, genres, withoutGenres } = settings;
  const { yearFrom, yearTo, ratingCountFrom, ratingCountTo } = settings;
  return {
    ...{ userId, algorithm, limit: count, diversity, wish },
    filter: {
      genres: [...genres],
      withoutGenres: [...withoutGenres],
      ...(yearFrom !== undefined && { yearFrom }),
      ...(yearTo !== undefined && { yearTo }),
      ...(ratingCountFrom !== undefined && { ratingCountFrom }),
      ...(ratingCountTo !== undefined && { ratingCountTo }),
    },
  };
}

/** How many filters are set. */
export function countFilters(settings: RecommendSettings): number {
  const { genres, withoutGenres, yearFrom, yearTo, ratingCountFrom, ratingCountTo } = settings;
  const bounds = [yearFrom, yearTo, ratingCountFrom, ratingCountTo].filter((bound) => bound !== undefined);
  return genres.length + withoutGenres.length + bounds.length;
}

const LOOSENED: Readonly<Record<string, Partial<RecommendSettings>>> = {
  genres: { genres: [] },
  without_genres: { withoutGenres: [] },
  year_from: { yearFrom: undefined },
  year_to: { yearTo: undefined },
  rating_count_from: { ratingCountFrom: undefined },
  rating_count_to: { ratingCountTo: undefined },
};

/**
 * The settings without the filter that an advice names. A bound that the wish brought in isn't among the settings: there the
 * wish goes.
 */
export function loosen(settings: RecommendSettings, field: string): RecommendSettings {
  const loosened = Object.hasOwn(LOOSENED, field) ? { ...settings, ...LOOSENED[field] } : settings;
  return countFilters(loosened) < countFilters(settings) ? loosened : { ...settings, wish: '' };
}

/** What pressing a genre does: any → wanted → left out → any. */
export function turnGenre(settings: RecommendSettings, genre: string): RecommendSettings {
  const { genres, withoutGenres } = settings;
  const others = (list: readonly string[]) => list.filter((other) => other !== genre);
  if (genres.includes(genre)) return { ...settings, genres: others(genres), withoutGenres: [...withoutGenres, genre] };
  if (withoutGenres.includes(genre)) return { ...settings, withoutGenres: others(withoutGenres) };
  return { ...settings, genres: [...genres, genre] };
}

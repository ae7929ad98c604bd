import { beforeAll, describe, expect, it } from 'vitest';
import type { FilmFilter, GenreWeight, UnderstoodWish } from '../film-engine.ts';
import type { OpenDataSet } from '../open-data-set.ts';
import { QuestionSources } from '../questions/question-sources.ts';
import { understandWish } from '../questions/understand-wish.ts';
import { createTestDataSet, fitTestShelf } from '../test-film-data.ts';

let dataSet: OpenDataSet;
let sources: QuestionSources;

beforeAll(async () => {
  dataSet = await createTestDataSet(60);
  sources = new QuestionSources(dataSet, await fitTestShelf(dataSet, []));
});

/** What a wish means; what is left out must be empty. */
interface Expected {
  /** Titles, with the year where it matters. */
  readonly like?: readonly string[];
  readonly filter?: FilmFilter;
  readonly weights?: Readonly<Record<string, number>>;
  readonly directors?: readonly string[];
  readonly ignored?: readonly string[];
  /** Typed titles, and whether films are offered for them. */
  readonly questions?: Readonly<Record<string, boolean>>;
}

const toRecord = (weights: readonly GenreWeight[]) =>
  Object.fromEntries(weights.map(({ genre, weight }) => [genre, weight]));

const describeUnderstood = (wish: UnderstoodWish): Expected => ({
  like: wish.likeFilms.map(({ title, year }) => `${title} ${year}`),
  filter: wish.filter,
  weights: toRecord(wish.genreWeights),
  directors: wish.directors ?? [],
  ignored: wish.ignoredWords,
  questions: Object.fromEntries(wish.questions.map(({ title, candidates }) => [title, candidates.length > 0])),
});

const violence = { Action: -2, War: -2, Horror: -1, Crime: -1 };

const table: readonly (readonly [string, Expected])[] = [
  [
    'something like Heat, but funnier, after 2000',
    { like: ['Heat 1995'], weights: { Comedy: 1 }, filter: { yearFrom: 2001 } },
  ],
  [
    '90s thrillers without violence… ',
    { filter: { genres: ['Thriller'], yearFrom: 1990, yearTo: 1999 }, weights: violence },
  ],
  [
    'a short sweet comedy from the eighties',
    {
      filter: { genres: ['Comedy'], yearFrom: 1980, yearTo: 1989 },
      weights: { Romance: 1, Comedy: 0.5, Horror: -1 },
      ignored: ['short'],
    },
  ],
  [
    'like The Matrix and Inception, less action',
    { like: ['The Matrix 1999', 'Inception 2010'], weights: { Action: -1 } },
  ],
  ['scarier than Alien', { like: ['Alien 1979'], weights: { Horror: 1 } }],
  ['between 1970 and 1985', { filter: { yearFrom: 1970, yearTo: 1985 } }],
  ['1985-1970', { filter: { yearFrom: 1970, yearTo: 1985 } }],
  ['from 1970 to 1985', { filter: { yearFrom: 1970, yearTo: 1985 } }],
  ['by Michael Mann', { directors: ['Michael Mann'] }],
  ['a Hitchcock film', { directors: ['Alfred Hitchcock'] }],
  ["Tarantino's movies", { directors: ['Quentin Tarantino'] }],
  ['by kubrik', { directors: ['Stanley Kubrick'] }],
  ['Coen brothers comedy', { directors: ['Ethan Coen', 'Joel Coen'], filter: { genres: ['Comedy'] } }],
  ['directed by Akira Kurosawa or Federico Fellini', { directors: ['Akira Kurosawa', 'Federico Fellini'] }],
  ['from the director of Heat', { directors: ['Michael Mann'] }],
  ['like Scarface', { questions: { Scarface: true } }],
  ['like Scarface 1983', { like: ['Scarface 1983'] }],
  ['like the fly from 1986', { like: ['The Fly 1986'] }],
  ['similar to Beauty and the Beast (1991)', { like: ['Beauty and the Beast 1991'] }],
  ['like matrx and incepton', { like: ['The Matrix 1999', 'Inception 2010'] }],
  ['like The Good, the Bad and the Ugly', { like: ['The Good, the Bad and the Ugly 1966'] }],
  ['something like the movie Fargo and The Big Lebowski', { like: ['Fargo 1996', 'The Big Lebowski 1998'] }],
  ['like star wars', { questions: { 'star wars': true } }],
  ['like asdfghjk', { questions: { asdfghjk: false } }],
  ['lord of the rings', { questions: { 'lord of the rings': true } }],
  ['spirited away', { like: ['Spirited Away 2001'] }],
  ['Her, but funnier', { like: ['Her 2013'], weights: { Comedy: 1 } }],
  ['much funnier than Seven', { like: ['Seven 1995'], weights: { Comedy: 1.5 } }],
  ['like Heat and funny', { like: ['Heat 1995'], weights: { Comedy: 1 } }],
  ['newer than Blade Runner', { like: ['Blade Runner 1982'], filter: { yearFrom: 1983 } }],
  ['like Blade Runner, but older', { like: ['Blade Runner 1982'], filter: { yearTo: 1981 } }],
  ['late 80s and early 90s action films', { filter: { genres: ['Action'], yearFrom: 1986, yearTo: 1993 } }],
  ['’80s and 90s horror', { filter: { genres: ['Horror'], yearFrom: 1980, yearTo: 1999 } }],
  [
    'sci-fi horror since 1979',
    { filter: { genres: ['Sci-Fi', 'Horror'], yearFrom: 1979 }, weights: { 'Sci-Fi': 1, Horror: 1 } },
  ],
  ['no older than 1990', { filter: { yearFrom: 1990 } }],
  ['before the sixties', { filter: { yearTo: 1959 } }],
  ['post-2000 animation', { filter: { genres: ['Animation'], yearFrom: 2001 } }],
  ['from the 70s on', { filter: { yearFrom: 1970 } }],
  ['1999', { filter: { yearFrom: 1999, yearTo: 1999 } }],
  ['this century', { filter: { yearFrom: 2000 } }],
  ['not a horror film', { filter: { withoutGenres: ['Horror'] } }],
  ['without violence and horror', { filter: { withoutGenres: ['Horror'] }, weights: violence }],
  ['anything but westerns or musicals', { filter: { withoutGenres: ['Western', 'Musical'] } }],
  ['more romance, less war', { weights: { Romance: 1, War: -1 } }],
  ['a bit more romantic, not too scary', { weights: { Romance: 0.5, Horror: -1 } }],
  ['nothing scary', { weights: { Horror: -2 } }],
  ['something for the kids, no musicals', { filter: { genres: ['Children'], withoutGenres: ['Musical'] } }],
  ['silent comedies by Buster Keaton', { filter: { genres: ['Comedy'], yearTo: 1929 }, directors: ['Buster Keaton'] }],
  ['classic film noir', { filter: { genres: ['Film-Noir'], yearTo: 1979 } }],
  ['please show me some good movies to watch tonight', {}],
  ['no sequels, 3 hours of subtitles', { ignored: ['sequels', '3', 'hours', 'subtitles'] }],
  ['👻 <script>alert(1)</script> مرحبا', { ignored: ['script', 'alert1', 'script', 'مرحبا'] }],
  ['', {}],
];

describe('understandWish', () => {
  it.each(table)('%s', (words, expected) => {
    const { like = [], filter = {}, weights = {}, directors = [], ignored = [], questions = {} } = expected;
    const all = { like, filter, weights, directors, ignored, questions };
    expect(describeUnderstood(understandWish(sources, words))).toEqual(all);
  });

  it('takes fame from the numbers of ratings', () => {
    const counts = dataSet.films.map(({ ratingCount }) => ratingCount).filter((count) => count > 0);
    const share = (test: (count: number) => boolean) => counts.filter(test).length / counts.length;
    for (const words of ['well known', 'famous films', 'not obscure']) {
      const { ratingCountFrom = 0, ratingCountTo } = understandWish(sources, words).filter;
      expect(ratingCountTo).toBeUndefined();
      expect(Math.abs(share((count) => count >= ratingCountFrom) - 0.1), words).toBeLessThan(0.03);
    }
    for (const words of ['hidden gems', 'little known', 'not so well known', 'less famous westerns']) {
      const { ratingCountFrom, ratingCountTo = 0 } = understandWish(sources, words).filter;
      expect(ratingCountFrom).toBe(1);
      expect(Math.abs(share((count) => count <= ratingCountTo) - 0.75), words).toBeLessThan(0.08);
    }
  });

  it('goes by the newest film for what is recent', () => {
    const newest = Math.max(...dataSet.films.map(({ year = 0 }) => year));
    expect(understandWish(sources, 'recent thrillers').filter).toEqual({ genres: ['Thriller'], yearFrom: newest - 9 });
    expect(understandWish(sources, 'from the last 20 years').filter).toEqual({ yearFrom: newest - 19 });
    expect(understandWish(sources, 'newer').filter).toEqual({ yearFrom: newest - 9 });
  });

  it('offers the films that an ambiguous title may mean, the most rated first', () => {
    const [question] = understandWish(sources, 'like Scarface').questions;
    expect(question!.candidates.map(({ title }) => title)).toEqual(['Scarface', 'Scarface']);
    const counts = question!.candidates.map(({ ratingCount }) => ratingCount);
    expect(counts).toEqual(counts.toSorted((a, b) => b - a));
  });

  it('reads words of any kind and number without trouble', () => {
    const random = 'like but and the than without 1999 heat of 90s more , by . funny a'.split(' ');
    for (let round = 0; round < 300; round += 1) {
      const words = Array.from(
        { length: 1 + (round % 9) },
        (_, place) => random[(round * 7 + place * place * 3) % random.length],
      );
      expect(() => understandWish(sources, words.join(' ')), words.join(' ')).not.toThrow();
    }
    expect(understandWish(sources, 'x '.repeat(10_000)).ignoredWords.length).toBeLessThan(300);
  });
});

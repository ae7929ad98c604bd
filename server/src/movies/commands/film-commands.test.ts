import { create } from '@bufbuild/protobuf';
import { MovieCardSchema } from '@starweave/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TooMuchError, UnavailableError } from '../../errors.ts';
import { cardOf, openTestFilmCommands, type TestFilmCommands, titles } from './test-film-commands.ts';

let films: TestFilmCommands;
beforeAll(async () => {
  films = await openTestFilmCommands();
});
afterAll(() => films.close());
beforeEach(() => films.reset());

const run: TestFilmCommands['run'] = (...words) => films.run(...words);
const showCard: TestFilmCommands['showCard'] = (words) => films.showCard(words);
const fail: TestFilmCommands['fail'] = (...words) => films.fail(...words);
const ratings = () => films.listRatings();

describe('/rate', () => {
  it.each([
    ['/rate Heat 4.5', 9],
    ['/rate heat 4,5', 9],
    ['/rate Heat (1995) 4½', 9],
    ['/rate Heat ★★★★', 8],
    ['/rate "Heat" 3', 6],
  ])('%s is stored with the message', async (words, halfStars) => {
    const card = await showCard(words);
    expect(card.recommendations[0]?.movie).toMatchObject({ title: 'Heat', yourRating: halfStars / 2 });
    expect(await ratings()).toEqual([['heat|1995', halfStars]]);
  });

  it('says what it took the words for, what was there before, and how many there are', async () => {
    const texts: unknown[] = [];
    for (const words of ['/rate The Matirx 0.5', '/rate Matrix 5', '/rate Alien 1']) {
      const [reply] = await run(words);
      texts.push(reply?.kind === 'movies' && reply.text.split('\n')[0]);
    }
    expect(texts).toEqual([
      'You gave The Matrix (1999) half a star. I read “The Matirx” as that. It is the first film you rated.',
      'You gave The Matrix (1999) 5 stars. It had half a star before. You have rated 1 film.',
      'You gave Alien (1979) 1 star. You have rated 2 films.',
    ]);
  });

  it('changes the next list', async () => {
    const before = titles(await showCard('/recommend --count 20'));
    for (const words of ['Alien ★★★★★', 'Aliens ★★★★★', 'Notting Hill ½']) await run(`/rate ${words}`);
    const after = titles(await showCard('/recommend --count 20'));
    expect(after).not.toEqual(before);
    expect(after).not.toContain('Alien (1979)');
    await run('/rate Alien ½');
    expect(titles(await showCard('/recommend --count 20'))).not.toEqual(after);
  });

  it('asks back where several films have the title, and stores nothing', async () => {
    const card = await showCard('/rate Scarface 4');
    expect(card.questions).toHaveLength(1);
    expect(card.questions[0]).toMatchObject({ title: 'Scarface' });
    expect(card.questions[0]?.candidates.map(({ year }) => year).sort()).toEqual([1932, 1983]);
    expect(await ratings()).toEqual([]);
    expect(titles(await showCard('/rate Scarface (1983) 4'))).toEqual(['Scarface (1983)']);
  });

  it.each([
    ['/rate Heat', 'rating-missing', /How many stars/],
    ['/rate Heat good', 'rating-missing', /How many stars/],
    ['/rate Heat 0', 'rating-invalid', /0 is no rating/],
    ['/rate Heat 7', 'rating-invalid', /7 is no rating.*half a star to five/],
    ['/rate Heat 4.3', 'rating-invalid', /4\.3 is no rating/],
    ['/rate 4.5', 'film-missing', /Which film/],
    ['/rate Zzyzx Road 4', 'unknown-film', /I know no film called “Zzyzx Road”/],
    ['/rate Toy Story 3', 'rating-unclear', /Toy Story 3 \(2010\) is a film/],
    [`/rate ${'x'.repeat(10_000)} 4`, 'title-too-long', /at most 200 characters; this has 10,000/],
    ['/rate <script>alert(1)</script> 4', 'unknown-film', /<script>/],
    ['/rate جدایی نادر از سیمین 4', 'unknown-film', /جدایی/],
    ['/rate 🎬🎞️ 4', 'unknown-film', /🎬/],
    ['/rate Heat --stars 4', 'ArgumentsError', /There is no option --stars/],
  ])('%s fails by name', async (words, code, message) => {
    const failure = await fail(words);
    expect(failure.message).toMatch(message);
    expect(failure.code).toBe(code === 'ArgumentsError' ? 'arguments-invalid' : code);
    expect(failure.advice).not.toBe('');
    expect(await ratings()).toEqual([]);
  });

  it('takes both readings of a title that ends in a number', async () => {
    expect(titles(await showCard('/rate "Toy Story 3" 4'))).toEqual(['Toy Story 3 (2010)']);
    expect(titles(await showCard('/rate "Toy Story" 3'))).toEqual(['Toy Story (1995)']);
    expect(await ratings()).toEqual([
      ['toy story 3|2010', 8],
      ['toy story|1995', 6],
    ]);
  });
});

describe('/recommend', () => {
  it('shows five films with what is expected and why, and who answered', async () => {
    await run('/rate Heat 4');
    const [reply] = await run('/recommend');
    const card = cardOf(reply);
    expect(card?.recommendations).toHaveLength(5);
    for (const { predictedRating, movie } of card?.recommendations ?? []) {
      expect(predictedRating).toBeGreaterThan(0);
      expect(movie?.artUrl).toBe(`/art/${movie?.movieId}`);
    }
    expect(card?.model).toMatchObject({ algorithm: 'item-knn', simulated: true });
    expect(reply?.kind === 'movies' && reply.text).toMatch(
      /^Films for you:\n\n1\. .+ \(\d{4}\) · .+\. Expected: \d\.\d out of 5 stars\.[\s\S]+simulated ratings\.$/,
    );
  });

  it('follows a wish', async () => {
    const card = await showCard('/recommend something like Heat, but funnier, after 2000 --count 8');
    expect(card.recommendations).toHaveLength(8);
    for (const { year } of card.recommendations) expect(year).toBeGreaterThanOrEqual(2000);
  });

  it('follows its options', async () => {
    const { recommendations, model } = await showCard(
      '/recommend --genre "sci fi,Western" --from 1970 --to 1989 --count 7 --diversity 0,5 --algorithm popularity',
    );
    expect(recommendations).toHaveLength(7);
    for (const { year, genres } of recommendations) {
      expect(year).toBeGreaterThanOrEqual(1970);
      expect(year).toBeLessThanOrEqual(1989);
      expect(genres.includes('Sci-Fi') || genres.includes('Western')).toBe(true);
    }
    expect(model?.algorithm).toBe('popularity');
  });

  it('asks back where a wish names a title that several films have', async () => {
    const { questions, recommendations } = await showCard('/recommend something like Scarface');
    expect(recommendations).toEqual([]);
    expect(questions[0]?.candidates.map(({ year }) => year).sort()).toEqual([1932, 1983]);
  });

  it('says which filter to loosen where nothing is left', async () => {
    const [reply] = await run('/recommend --genre Western --from 2023 --to 2023');
    expect(reply?.kind === 'text' && reply.text).toMatch(/^No film is left\. .+there (is|are) \d+ films?\./);
  });

  it('tells somebody who has rated nothing that the list is for anybody', async () => {
    const [, note] = await run('/recommend');
    expect(note?.kind === 'text' && note.text).toMatch(/You have rated no film yet/);
    await run('/rate Heat 4');
    expect(await run('/recommend')).toHaveLength(1);
  });

  it.each([
    ['/recommend --count 0', /--count takes a whole number from 1 to 20/],
    ['/recommend --count 1e9', /--count takes a whole number/],
    ['/recommend --from soon', /--from takes a year/],
    ['/recommend --from 1990 --to 1980', /--from 1990 is after --to 1980/],
    ['/recommend --genre Opera', /There is no genre "Opera"\. Genres: Action,/],
    ['/recommend --diversity 7', /--diversity must be 0 to 1; this is 7/],
    ['/recommend --diversity much', /--diversity takes a number/],
    ['/recommend --algorithm magic', /--algorithm must be one of .*item-knn/],
    [`/recommend ${'x'.repeat(10_000)}`, /The wish must have at most 500 characters; this has 10000/],
    ['/recommend --genre', /The option --genre needs a value/],
  ])('%s fails by name', async (words, message) => {
    const failure = await fail(words);
    expect(failure.message).toMatch(message);
    expect(failure.advice).toBe(
      failure.code === 'arguments-invalid'
        ? 'Type /recommend --help to see them all.'
        : 'Type /recommend --help to see what is allowed.',
    );
  });

  it.each(['<script>alert(1)</script>', 'جدایی نادر از سیمین', '🎬🎞️', '"', '--', ')))((('])(
    'takes the wish %s',
    async (wish) => {
      expect((await run(`/recommend ${wish}`))[0]?.kind).toMatch(/movies|text/);
    },
  );
});

describe('/similar', () => {
  it('shows films like one, with what the person is expected to give them', async () => {
    const card = await showCard('/similar Alien --count 3');
    expect(card.recommendations).toHaveLength(3);
    expect(titles(card)).not.toContain('Alien (1979)');
    const scores = card.recommendations.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((one, other) => other - one));
    for (const { predictedRating } of card.recommendations) expect(predictedRating).toBeGreaterThan(0);
  });

  it('asks back, and takes the answer', async () => {
    const { questions } = await showCard('/similar the fly');
    expect(questions[0]?.candidates.map(({ title, year }) => `${title} (${year})`).sort()).toEqual([
      'The Fly (1958)',
      'The Fly (1986)',
    ]);
    expect((await showCard('/similar The Fly (1986)')).recommendations).toHaveLength(5);
  });

  it('says what comes closest to a title that no film has', async () => {
    const { code, advice } = await fail('/similar Martin Scorsese');
    expect([code, advice]).toEqual(['unknown-film', expect.stringMatching(/^The closest is .+\(\d{4}\).*\/similar /)]);
  });
});

describe('/why', () => {
  it('explains the first film of the last card, by the model that it came from', async () => {
    await run('/rate Alien 5');
    const list = await showCard('/recommend --algorithm popularity');
    const why = await showCard('/why');
    expect(titles(why)).toEqual(titles(list).slice(0, 1));
    expect(why.model?.algorithm).toBe('popularity');
    expect(why.recommendations[0]?.explanation).not.toBe('');
  });

  it('explains a film that is named', async () => {
    await run('/rate Alien 5');
    const [reply] = await run('/why Aliens');
    expect(reply?.kind === 'movies' && reply.text).toMatch(/^Why Aliens \(1986\)\?\n- .+: [+−]\d/);
  });

  it('says so where nothing was shown yet', async () => {
    expect(await fail('/why')).toMatchObject({
      code: 'film-missing',
      message: 'No films were shown in this room yet.',
    });
  });

  it('says so where the data set in use has the film no more', async () => {
    films.lastCard = create(MovieCardSchema, { recommendations: [{ title: 'Lost Film', year: 1917 }] });
    expect((await fail('/why')).message).toBe('Lost Film (1917) is not among the films in use now.');
  });
});

describe('every command', () => {
  const names = ['recommend', 'similar', 'rate', 'why'];

  it.each(names)('/%s --help says how', async (name) => {
    const [reply] = await run(`/${name} --help`);
    expect(reply?.kind === 'text' && reply.text).toMatch(new RegExp(`^\\*\\*/${name}\\*\\*[\\s\\S]+Examples:`));
  });

  it.each(['similar', 'rate'])('/%s alone says how', async (name) => {
    expect((await run(`/${name}`))[0]?.kind).toBe('text');
  });

  const words = ['/recommend like Heat', '/similar Heat', '/rate Heat 4', '/why Heat'];

  it.each(words)('%s says that films are away, and stores nothing', async (each) => {
    const engine = new Proxy(films.questions, {
      get: () => () => Promise.reject(new UnavailableError('The film process is away.', 1000)),
    });
    expect(await fail(each, { engine })).toEqual({
      kind: 'failure',
      code: 'films-unavailable',
      message: 'Films are starting again.',
      advice: 'Send the message again in a moment. Everything else goes on.',
    });
    expect(await ratings()).toEqual([]);
  });

  it.each(words)('%s says that too much is asked', async (each) => {
    const engine = new Proxy(films.questions, { get: () => () => Promise.reject(new TooMuchError('Too much.', 100)) });
    expect(await fail(each, { engine })).toMatchObject({ code: 'too-much', message: 'Too much.' });
  });

  it.each(words)('%s gives up after its time', async (each) => {
    const engine = new Proxy(films.questions, { get: () => () => new Promise<never>(() => undefined) });
    expect(await fail(each, { engine, timeoutMs: 20 })).toMatchObject({ message: 'Films take longer than usual.' });
  });

  it('lets a fault of ours pass, so that the message is not stored', async () => {
    const engine = new Proxy(films.questions, { get: () => () => Promise.reject(new TypeError('Ours.')) });
    await expect(run('/similar Heat', { engine })).rejects.toThrow('Ours.');
  });
});

import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { create } from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';
import {
  AlgorithmState,
  type Movie,
  MovieOrder,
  MovieSchema,
  MovieService,
  MovieTaskState,
  type RateMovieRequest,
  type RecommendRequest,
  type SearchMoviesRequest,
} from '@starweave/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { exitCodes } from '../command.ts';
import { startTestServer, type TestServer } from '../movies/test-movie-server.ts';
import { runWords } from '../test-run-words.ts';

const film = (movieId: number, title: string, year: number, genres: string[]): Movie =>
  create(MovieSchema, { movieId, title, year, genres, ratingCount: movieId * 10, meanRating: 3.75 });
const heat = film(6, 'Heat', 1995, ['Action', 'Crime']);
const ronin = film(7, 'Ronin', 1998, ['Action']);
const remake = film(8, 'Ronin', 2020, ['Drama']);
const films = [heat, ronin, remake];
const model = { requestedAlgorithm: 'ease', algorithm: 'item-knn', isFallback: true, reason: 'EASE is not trained.' };

let server: TestServer;
let recommended: RecommendRequest[];
let searched: SearchMoviesRequest[];
const rated: RateMovieRequest[] = [];
/** How often the films will still say that they are starting. */
let startsLeft = 0;

beforeAll(async () => {
  server = await startTestServer((router) =>
    router.service(MovieService, {
      searchMovies(request) {
        searched.push(request);
        const [words, from = 0] = [request.query.toLowerCase(), request.filter?.yearFrom];
        const found = films.filter(
          ({ title, year }) => title.toLowerCase().includes(words) && (from === 0 || year === from),
        );
        return { movies: found, total: found.length === 0 ? 0 : 40, didYouMean: found.length === 0 ? 'Heat' : '' };
      },
      recommend(request) {
        recommended.push(request);
        if (request.algorithm === 'psychic')
          throw new ConnectError('There is no algorithm “psychic”.', Code.InvalidArgument);
        if (request.wish === 'nothing') return { advice: [{ text: 'Without the years there are 14 films.' }], model };
        const question = { title: 'Ronin', candidates: [ronin, remake] };
        const understood = request.wish === 'like ronin' ? { questions: [question] } : undefined;
        const { movieId, title, year, genres } = heat;
        const best = { movieId, title, year, genres, predictedRating: 4.2, explanation: 'You liked Ronin.' };
        return { recommendations: [best], model, ...(understood && { understood }) };
      },
      similarMovies: ({ movieId }) => ({ movies: [{ movie: movieId === 6 ? ronin : heat, score: 0.5 }], model }),
      explain: () => ({
        ...{ movie: heat, sentence: 'You liked Ronin.', of: 'rating', total: 4.2, predictedRating: 4.2, model },
        contributions: [
          { label: 'everyone’s mean', amount: 4.5 },
          { label: 'you are strict', amount: -0.3 },
        ],
      }),
      rateMovie(request) {
        rated.push(request);
        return { movie: heat, ratingCount: 2, previousRating: 3 };
      },
      listRatings: ({ offset = 0 }) => ({
        ratings: films.slice(offset, offset + 2).map((movie) => ({ movie, rating: 4 })),
        total: 3,
      }),
      listAlgorithms: () => ({
        algorithms: [
          { id: 'svd', name: 'SVD', state: AlgorithmState.SERVING, sizeBytes: 12_000_000n },
          {
            ...{
              id: 'user-knn',
              state: AlgorithmState.DOES_NOT_FIT,
              neededBytes: 900_000_000n,
              availableBytes: 100_000_000n,
            },
            ...{ reason: 'It needs 900 MB, and 100 MB are left.', advice: 'Raise the limit.' },
          },
        ],
        ...{ servingCount: 5, totalCount: 6, defaultAlgorithm: 'svd', memoryBudgetBytes: 1_000_000_000n },
      }),
      async *trainModels({ algorithms }) {
        yield {
          task: { id: 't', state: MovieTaskState.RUNNING, stage: `Training ${algorithms.join()}`, fraction: 0.25 },
        };
        yield { task: { id: 't', state: MovieTaskState.DONE } };
      },
      listDataSets() {
        if (startsLeft > 0) throw new ConnectError(`The films are starting (${startsLeft--}).`, Code.Unavailable);
        return { dataSets: [{ id: 'built-in', name: 'Built in', simulated: true, inUse: true }] };
      },
      useDataSet({ dataSetId }) {
        if (dataSetId === 'none') throw new ConnectError('There is no data set “none”.', Code.NotFound);
        return { dataSet: { id: dataSetId, name: 'Mine' } };
      },
      deleteDataSet: () => ({}),
    }),
  );
});

afterAll(() => server.close());

beforeEach(() => {
  [recommended, searched, rated.length] = [[], [], 0];
});

const run = (...words: string[]) => runWords(['movies', ...words, '--server', server.url]);

describe('starweave movies recommend', () => {
  it('asks for what the words say and shows who answered', async () => {
    const { code, output } = await run(
      ...['recommend', 'funny', 'please', '--user', '42', '--algorithm', 'ease', '-n', '5', '--genre', 'Comedy, Crime'],
      ...[
        '--without',
        'Horror',
        '--from',
        '1990',
        '--to',
        '2010',
        '--diversity',
        '0.3',
        '--like',
        'heat; Ronin (1998)',
      ],
      '--why',
    );
    expect(recommended[0]).toMatchObject({
      ...{ userId: '42', algorithm: 'ease', limit: 5, wish: 'funny please', likeMovieIds: [6, 7] },
      filter: { genres: ['Comedy', 'Crime'], withoutGenres: ['Horror'], yearFrom: 1990, yearTo: 2010 },
    });
    expect(recommended[0]?.diversity).toBeCloseTo(0.3, 6);
    expect(output).toBe(
      '   EXPECTED  FILM         GENRES\n1  4.2/5.0   Heat (1995)  Action, Crime\n    You liked Ronin.\n\n' +
        'Answered by item-knn in place of ease: EASE is not trained.\n',
    );
    expect(code).toBe(exitCodes.done);
  });

  it('leaves out what was not given, so that the server takes its defaults', async () => {
    await run('recommend');
    const [request] = recommended;
    expect([request?.limit, request?.diversity, request?.filter]).toEqual([undefined, undefined, undefined]);
    expect([request?.userId, request?.algorithm, request?.wish]).toEqual(['', '', '']);
  });

  it('writes JSON with the contract’s names and short numbers', async () => {
    const { output } = await run('recommend', '--json');
    expect(JSON.parse(output)).toMatchObject({
      recommendations: [{ movie_id: 6, title: 'Heat', predicted_rating: 4.2, explanation: 'You liked Ronin.' }],
      model: { requested_algorithm: 'ease', algorithm: 'item-knn', is_fallback: true },
    });
  });

  it('passes advice on where nothing is left, and questions with exit code 2', async () => {
    const none = await run('recommend', 'nothing');
    expect(none.errors).toBe('No film is left.\nWithout the years there are 14 films.\n');
    const unclear = await run('recommend', 'like ronin');
    expect(unclear.errors).toContain(
      'Several films may be meant by "Ronin".\n  Ronin (1998)  id:7\n  Ronin (2020)  id:8\n',
    );
    expect(unclear.code).toBe(exitCodes.usage);
  });

  it('passes the server’s refusal on', async () => {
    const { code, errors } = await run('recommend', '--algorithm', 'psychic');
    expect([code, errors]).toEqual([exitCodes.usage, 'There is no algorithm “psychic”.\n']);
  });
});

describe('starweave movies with a title', () => {
  it('lists similar films', async () => {
    const { output } = await run('similar', 'heat');
    expect(output).toContain('0.500  Ronin (1998)  Action');
  });

  it('explains in a sentence and with parts that add up', async () => {
    const { output } = await run('explain', 'Heat');
    expect(output).toBe(
      'Heat (1995): 4.2/5.0 expected\nYou liked Ronin.\n\nSTARS   PART\n+4.500  everyone’s mean\n−0.300  you are strict\n' +
        '4.200   in all\n\nAnswered by item-knn in place of ease: EASE is not trained.\n',
    );
  });

  it('rates, and takes a rating back', async () => {
    expect((await run('rate', 'Heat', '4,5')).output).toBe(
      'Heat (1995): 4.5/5.0, before 3.0/5.0. You have rated 2 films.\n',
    );
    expect((await run('rate', 'Heat', '--take-back')).output).toContain('Heat (1995): not rated, before 3.0/5.0.');
    expect(rated.map(({ movieId, rating }) => `${movieId} ${rating}`)).toEqual(['6 4.5', '6 undefined']);
  });

  it.each([
    ['similar', 'Ronin'],
    ['explain', 'Ronin'],
    ['rate', 'Ronin', '3'],
    ['recommend', '--like', 'Ronin'],
  ])('asks back where several films have it: %s', async (...words) => {
    const { code, output, errors } = await run(...words);
    expect(errors).toBe(
      'Several films may be meant by "Ronin". Name one with its year, or by its id:\n  Ronin (1998)  id:7\n  Ronin (2020)  id:8\n',
    );
    expect([code, output, rated, recommended]).toEqual([exitCodes.usage, '', [], []]);
  });
});

describe('starweave movies search', () => {
  it('shows films, and how many more there are', async () => {
    const { output, errors } = await run('search', 'ronin', '--director', 'Frank', '--order', 'newest', '--skip', '20');
    expect(searched[0]).toMatchObject({
      query: 'ronin',
      person: 'Frank',
      order: MovieOrder.NEWEST,
      limit: 20,
      offset: 20,
    });
    expect(output).toContain('7   Ronin (1998)  Action  –         3.75  70');
    expect(errors).toBe('2 of 40; see --count and --skip.\n');
  });

  it('says what may have been meant', async () => {
    const { errors } = await run('search', 'haet');
    expect(errors).toBe('Did you mean "Heat"?\nNo film was found.\n');
  });
});

describe('starweave movies, the rest', () => {
  it('shows each algorithm with its memory, and why it does not serve', async () => {
    const { output } = await run('models');
    expect(output).toContain('svd (default)  serving       12.0 MB  –         –          –        SVD');
    expect(output).toContain('900.0 MB  100.0 MB   –        It needs 900 MB, and 100 MB are left. Raise the limit.');
    expect(output).toContain('5 of 6 serve; – of 1000.0 MB of memory are in use.');
  });

  it('trains with its stages', async () => {
    const { output, errors } = await run('train', 'svd', 'ease');
    expect(errors).toBe('Training svd,ease 25/100\n');
    expect(output).toBe('Trained; the new models serve.\n');
  });

  it('waits while the films are starting', async () => {
    startsLeft = 2;
    const { code, errors } = await run('models');
    expect([code, errors, startsLeft]).toEqual([exitCodes.done, 'Waiting for the films …\n', 0]);
  });

  it('lists, switches and deletes data sets', async () => {
    expect((await run('datasets')).output).toContain('in use, simulated ratings');
    expect((await run('datasets', 'use', 'mine')).output).toBe('In use: Mine.\n');
    expect((await run('datasets', 'delete', 'mine')).output).toBe('Deleted: mine.\n');
    expect(await run('datasets', 'use', 'none')).toMatchObject({
      code: exitCodes.failed,
      errors: 'There is no data set “none”.\n',
    });
  });

  it('exports every page of ratings, to standard output and into a folder', async () => {
    expect(
      (await run('export')).output
        .split('\n')
        .slice(1, -1)
        .map((line) => line.split(',')[1]),
    ).toEqual(['6', '7', '8']);
    const folder = await mkdtemp(path.join(tmpdir(), 'starweave export '));
    const words = ['movies', 'export', '--out', 'a/b', '--server', server.url];
    await runWords(words, { workingFolder: folder });
    expect((await readdir(path.join(folder, 'a/b'))).sort()).toEqual(['feedback.csv', 'movies.csv', 'ratings.csv']);
    await rm(folder, { recursive: true });
  });
});

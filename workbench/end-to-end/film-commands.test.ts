import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningProduct, startEverything } from '../start-everything.ts';
import { runStarweave } from './run-starweave.ts';

let product: RunningProduct;
let folder: string;

beforeAll(async () => {
  product = await startEverything();
  folder = await mkdtemp(path.join(tmpdir(), 'starweave films '));
  await writeTinyDataSet(path.join(folder, 'tiny set'));
});

afterAll(async () => {
  await product?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Sixty people and forty films; people with even numbers like even films, the others odd ones. */
async function writeTinyDataSet(where: string): Promise<void> {
  await mkdir(where);
  const films = Array.from({ length: 40 }, (_, index) => index + 1);
  const people = Array.from({ length: 60 }, (_, index) => index + 1);
  const genreOf = (film: number) => (film % 2 === 0 ? 'Comedy' : 'Drama');
  const rated = people.flatMap((person) =>
    films
      .filter((film) => (film * 7 + person * 3) % 4 !== 0)
      .map((film) => `${person},${film},${film % 2 === person % 2 ? 5 : 1.5},${1_600_000_000 + person * 100 + film}`),
  );
  const titles = films.map((film) => `${film},"Story Number ${film}, The (${1950 + film})",${genreOf(film)}`);
  await writeFile(path.join(where, 'ratings.csv'), `userId,movieId,rating,timestamp\n${rated.join('\n')}\nx,1,9,0\n`);
  await writeFile(path.join(where, 'movies.csv'), `movieId,title,genres\n${titles.join('\n')}\n`);
}

const movies = (...words: string[]) => runStarweave(['movies', ...words, '--server', product.url]);

it('brings a folder in, asks it for films in every way, and takes what a person said to other data', async () => {
  const imported = await movies('import', path.join(folder, 'tiny set'), '--name', 'Tiny');
  expect(imported.output, imported.errors).toBe('Imported Tiny: 40 films, 60 users, 1800 ratings; in use now.\n');
  expect(imported.errors).toContain('1 line could not be used:');

  const list = await movies('recommend', '--user', '2', '--algorithm', 'item-knn', '-n', '5', '--json');
  const { recommendations, model } = JSON.parse(list.output);
  expect(model).toMatchObject({ requested_algorithm: 'item-knn', algorithm: 'item-knn', simulated: false });
  // Person 2 likes even films, which all are comedies.
  for (const film of recommendations) expect(film.genres).toEqual(['Comedy']);

  const question = await movies('similar', 'story');
  expect(question.exitCode).toBe(2);
  expect(question.errors).toMatch(/Several films may be meant by "story".*id:\d+/s);
  const similar = await movies('similar', 'the storry number 12 (1962)', '--algorithm', 'item-knn', '-n', '3');
  expect(similar.errors).toContain('Taking it for');
  expect(similar.output).toContain('Answered by item-knn.');

  expect((await movies('rate', 'Story Number 12', '4.5')).output).toContain('4.5/5.0. You have rated one film.');
  const out = path.join(folder, 'mine');
  await movies('export', '--out', out);
  expect(await readFile(path.join(out, 'movies.csv'), 'utf8')).toBe(
    'movieId,title,genres\n12,The Story Number 12 (1962),Comedy\n',
  );

  await movies('datasets', 'use', 'built-in');
  const dataSets = JSON.parse((await movies('datasets', '--json')).output).data_sets;
  const tiny = dataSets.find(({ name }: { name: string }) => name === 'Tiny');
  expect(dataSets.find(({ in_use }: { in_use: boolean }) => in_use)).toMatchObject({ id: 'built-in', simulated: true });
  expect((await movies('datasets', 'delete', tiny.id)).output).toBe(`Deleted: ${tiny.id}.\n`);
  expect((await movies('datasets', 'use', tiny.id)).exitCode).toBe(1);
});

it('leaves nothing half done when an import is interrupted, and goes on', async () => {
  const words = ['movies', 'import', path.join(folder, 'tiny set'), '--name', 'Again', '--server', product.url];
  let stop = (_signal: NodeJS.Signals): void => {};
  const running = runStarweave(words, {}, (send) => {
    stop = send;
  });
  const tasks = async () => {
    const response = await fetch(`${product.url}/starweave.MovieService/ListMovieTasks`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    return ((await response.json()) as { tasks: { state: string; dataSetName: string }[] }).tasks;
  };
  const stateOf = async () => (await tasks()).find(({ dataSetName }) => dataSetName === 'Again')?.state;
  await expect.poll(stateOf, { timeout: 60_000, interval: 20 }).toBe('MOVIE_TASK_STATE_RUNNING');
  stop('SIGINT');
  const { exitCode, errors } = await running;
  expect(errors).toContain('the import is cancelled: the same command begins anew');
  expect(exitCode).toBe(130);
  await expect.poll(stateOf, { timeout: 60_000 }).toBe('MOVIE_TASK_STATE_CANCELLED');
  expect((await runStarweave(words)).output).toContain('Imported Again: 40 films');
});

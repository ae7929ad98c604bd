import { expect, it } from 'vitest';
import type { FilmTask } from '../engine/film-task.ts';
import { createTestFilmEngine } from '../test-film-engine.ts';
import { createEarlyFilms } from './early-films.ts';
import type { FilmEngineClientOptions } from './film-process-client.ts';

const options = { dataFolder: '', log: 'silent', logger: undefined as never, memoryMb: undefined } as const;
const createTask = (id: string) => ({ id, state: 'running' }) as FilmTask;

/** Films whose process is a list of what was asked of it. */
function createFilms(failures: (Error | undefined)[] = []) {
  const asked: string[] = [];
  let tell: FilmEngineClientOptions | undefined;
  const films = createEarlyFilms(options, (given) => {
    tell = given;
    return {
      engine: createTestFilmEngine(() => undefined),
      async start() {
        asked.push('start');
        const failure = failures.shift();
        if (failure !== undefined) throw failure;
      },
      health: () => ({ state: 'serving', reason: '', summary: undefined, processId: 1 }),
      async close() {
        asked.push('close');
      },
    };
  });
  const heard: string[] = [];
  const client = films.createClient({ onTask: ({ id }) => heard.push(id), onReady: () => heard.push('ready') });
  return { films, client, asked, heard, tell: tell as FilmEngineClientOptions };
}

it('spawns once, and tells what was told before the start, in order', async () => {
  const { films, client, asked, heard, tell } = createFilms();
  await Promise.all([films.spawn(), films.spawn()]);
  tell.onReady?.();
  tell.onTask(createTask('import'));
  expect(heard).toEqual([]);
  await client.start();
  expect(heard).toEqual(['ready', 'import']);
  tell.onTask(createTask('training'));
  expect(heard).toEqual(['ready', 'import', 'training']);
  expect(asked).toEqual(['start']);
  expect(await client.engine.getStatus()).toMatchObject({ totalCount: 6 });
  expect(client.health().state).toBe('serving');
});

it('starts without an early spawn, and tries again after one that failed', async () => {
  const late = createFilms();
  await late.client.start();
  expect(late.asked).toEqual(['start']);

  const failed = createFilms([new Error('no room for a record')]);
  await expect(failed.films.spawn()).rejects.toThrow('no room');
  await failed.client.start();
  expect(failed.asked).toEqual(['start', 'start']);
});

it('closes the process whether or not anybody listened', async () => {
  const { films, client, asked } = createFilms();
  await films.close();
  await client.close();
  expect(asked).toEqual(['close', 'close']);
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Client, createClient } from '@connectrpc/connect';
import { AlgorithmState, ChatService, type Message, MessageState, MovieService } from '@starweave/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { App } from './app.ts';
import { loadConfig } from './config.ts';
import { openApp } from './start-server.ts';
import { openTestDatabase, type TestDatabase } from './storage/test-database.ts';
import { createConnector } from './transport/connector.ts';

// The whole server with its film process, called as the page calls it.
describe('films in the room', () => {
  let folder: string;
  let test: TestDatabase;
  let app: App;
  let chat: Client<typeof ChatService>;
  let movies: Client<typeof MovieService>;
  let roomId: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'starweave films '));
    test = await openTestDatabase({ isMigrated: false });
    const flags = { 'image-workers': '0', 'film-art': 'off', log: 'silent', 'data-folder': folder };
    const environment = { DATABASE_URL: test.connectionString, STARWEAVE_OLLAMA_URL: 'http://127.0.0.1:1' };
    app = await openApp(loadConfig({ environment, flags, workingFolder: folder }));
    const transport = createConnector({ kind: 'in-process', routes: app.routes });
    chat = createClient(ChatService, transport);
    movies = createClient(MovieService, transport);
    // The first start makes the data set and trains.
    await vi.waitFor(
      async () => {
        const { algorithms } = await movies.listAlgorithms({});
        expect(algorithms.find(({ id }) => id === 'item-knn')?.state).toBe(AlgorithmState.SERVING);
      },
      { timeout: 110_000, interval: 500 },
    );
  }, 120_000);
  afterAll(async () => {
    await app?.close();
    await test.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    roomId = (await chat.createRoom({ name: 'Films' })).room?.id ?? '';
  });

  const say = async (text: string): Promise<readonly Message[]> => {
    const { messages } = await chat.sendMessage({ roomId, text });
    return messages.slice(1);
  };
  const titles = (message: Message | undefined) => message?.movies?.recommendations.map(({ title }) => title) ?? [];
  const list = async () => (await chat.listMessages({ roomId })).messages;

  it('goes from a rating to a list, to why, to a changed list', async () => {
    const [rated] = await say('/rate Heat ★★★★★');
    expect(rated?.movies?.recommendations[0]?.movie).toMatchObject({ title: 'Heat', year: 1995, yourRating: 5 });
    const command = '/recommend --algorithm item-knn --count 20';
    const [before] = await say(command);
    expect(titles(before)).toHaveLength(20);
    expect(titles(before)).not.toContain('Heat');
    const [why] = await say('/why');
    expect(titles(why)).toEqual(titles(before).slice(0, 1));
    expect(why?.movies?.recommendations[0]?.explanation).not.toBe('');
    for (const words of ['/rate Notting Hill ★★★★★', '/rate Amelie ★★★★★', '/rate Alien ½']) await say(words);
    const [after] = await say(command);
    expect(titles(after)).toHaveLength(20);
    expect(titles(after)).not.toEqual(titles(before));
  });

  it('shows in an older card what was said about a film since', async () => {
    const [card] = await say('/similar Alien --algorithm item-knn');
    const film = card?.movies?.recommendations[0]?.movie;
    expect(film?.yourRating).toBeUndefined();
    await movies.rateMovie({ movieId: film?.movieId ?? 0, rating: 3.5 });
    const shown = (await list()).find(({ id }) => id === card?.id);
    expect(shown?.movies?.recommendations[0]?.movie).toMatchObject({ title: film?.title ?? '', yourRating: 3.5 });
    await movies.rateMovie({ movieId: film?.movieId ?? 0 });
  });

  it('asks which film is meant, and goes on with the answer', async () => {
    const [asked] = await say('/similar Scarface');
    const [question] = asked?.movies?.questions ?? [];
    expect(question?.candidates.map(({ year }) => year).sort()).toEqual([1932, 1983]);
    const chosen = question?.candidates.find(({ year }) => year === 1983);
    const [answer] = await say(`/similar ${chosen?.title} (${chosen?.year}) --algorithm item-knn`);
    expect(titles(answer)).toHaveLength(5);
  });

  it('keeps a card over a reload as it was sent', async () => {
    const [sent] = await say('/recommend something like Heat, but funnier, after 2000');
    const [, stored] = await list();
    expect(stored?.movies).toEqual(sent?.movies);
    expect(stored?.text).toBe(sent?.text);
  });

  it.each([
    ['/rate Heat 7', 'rating-invalid'],
    [`/similar ${'x'.repeat(10_000)}`, 'title-too-long'],
    ['/similar <script>alert(1)</script>', 'unknown-film'],
    ['/similar جدایی نادر از سیمین', 'unknown-film'],
    ['/why 🎬🎞️', 'unknown-film'],
  ])('says what is wrong with %s', async (words, code) => {
    const [answer] = await say(words);
    expect(answer).toMatchObject({ state: MessageState.FAILED, failure: { code } });
  });

  it('names the commands with their help', async () => {
    const { commands } = await chat.listCommands({});
    const names = commands.map(({ name }) => name);
    expect(names).toEqual(['image', 'recommend', 'similar', 'rate', 'why']);
  });
});

import type { MovieCard } from '@starweave/contract';
import { loadLocalPerson } from '../../accounts/local-person.ts';
import type { ChatCommandReply } from '../../commands/chat-command.ts';
import { filmOpinions } from '../../storage/schema.ts';
import { openTestDatabase } from '../../storage/test-database.ts';
import { createFilmQuestions, type FilmQuestions } from '../engine/film-questions.ts';
import { createTestDataSet, fitTestShelf } from '../engine/test-film-data.ts';
import { loadOpinions } from '../film-opinion-store.ts';
import { createFilmCommands } from './film-commands.ts';

export interface RunOptions {
  readonly engine?: FilmQuestions;
  readonly timeoutMs?: number;
}

/** The commands over a database of the test's own and the questions of a small data set. */
export interface TestFilmCommands {
  readonly questions: FilmQuestions;
  /** The last card that showed films. */
  lastCard: MovieCard | undefined;
  /** Runs a command as chat does: in a transaction that commits with its replies. */
  run(words: string, options?: RunOptions): Promise<readonly ChatCommandReply[]>;
  showCard(words: string): Promise<MovieCard>;
  fail(words: string, options?: RunOptions): Promise<ChatCommandReply & { readonly kind: 'failure' }>;
  /** Key and half stars of every rating that is stored. */
  listRatings(): Promise<readonly unknown[]>;
  /** Forgets what was rated and shown. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export async function openTestFilmCommands(): Promise<TestFilmCommands> {
  const dataSet = await createTestDataSet(120);
  const questions = createFilmQuestions(dataSet, await fitTestShelf(dataSet, ['item-knn', 'popularity']));
  const { database, close } = await openTestDatabase();
  const caller = await loadLocalPerson(database);
  const test: TestFilmCommands = {
    questions,
    lastCard: undefined,
    async run(words, { engine = questions, timeoutMs = 60_000 } = {}) {
      const [, name = '', argumentsText = ''] = /^\/(\S+)\s?([\s\S]*)$/.exec(words) ?? [];
      const commands = createFilmCommands({ engine, findArtUrl: ({ id }) => `/art/${id}`, timeoutMs });
      const command = commands.find((each) => each.name === name);
      if (command === undefined) throw new Error(`There is no command ${words}.`);
      const place = { caller, roomId: 'room', replyMessageId: 'reply', picturesEnabled: true };
      const call = { ...place, argumentsText, findLastMovieCard: async () => test.lastCard };
      const replies = await database.transaction((transaction) => command.run(call, transaction));
      const shown = replies.map(cardOf).find((card) => (card?.recommendations.length ?? 0) > 0);
      test.lastCard = shown ?? test.lastCard;
      return replies;
    },
    async showCard(words) {
      const [reply] = await test.run(words);
      const card = cardOf(reply);
      if (card === undefined) throw new Error(`${words} has no card: ${JSON.stringify(reply)}`);
      return card;
    },
    async fail(words, options) {
      const [reply] = await test.run(words, options);
      if (reply?.kind !== 'failure') throw new Error(`${words} did not fail: ${JSON.stringify(reply)}`);
      return reply;
    },
    async listRatings() {
      const rows = await loadOpinions(database, caller);
      return rows.map(({ filmKey, halfStars }) => [filmKey, halfStars]);
    },
    async reset() {
      test.lastCard = undefined;
      await database.orm.delete(filmOpinions);
    },
    close,
  };
  return test;
}

export function cardOf(reply: ChatCommandReply | undefined): MovieCard | undefined {
  return reply?.kind === 'movies' ? reply.card : undefined;
}

export function titles({ recommendations }: MovieCard): string[] {
  return recommendations.map(({ title, year }) => `${title} (${year})`);
}

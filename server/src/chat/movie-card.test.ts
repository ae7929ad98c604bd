import { randomUUID } from 'node:crypto';
import { create } from '@bufbuild/protobuf';
import { type MovieCard, MovieCardSchema, type RoomEvent } from '@starweave/contract';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messages } from '../storage/schema.ts';
import { describeMovieCard, readStoredMovieCard, toStoredMovieCard } from './movie-card.ts';
import { type ChatFixture, openChatFixture, readEventsUntil } from './test-chat.ts';

const film = (title: string, year: number) => ({ title, year });

describe('describeMovieCard', () => {
  it.each([
    [{ recommendations: [film('Heat', 1995), film('Ronin', 0)] }, '[Films: Heat (1995), Ronin]'],
    [
      { questions: [{ title: 'Heat', candidates: [film('Heat', 1995), film('Heat', 1972)] }] },
      '[Asked which film "Heat" is: Heat (1995), Heat (1972)]',
    ],
    [{ questions: [{ title: 'Hate', candidates: [] }] }, '[Asked which film "Hate" is]'],
    [
      { recommendations: [film('Ronin', 1998)], questions: [{ title: 'Hate', candidates: [] }] },
      '[Films: Ronin (1998). Asked which film "Hate" is]',
    ],
    [{}, '[No films]'],
  ])('%j', (card, expected) => expect(describeMovieCard(create(MovieCardSchema, card))).toBe(expected));

  it('stays short for long titles and long lists', () => {
    const recommendations = Array.from({ length: 100 }, () => film('x'.repeat(10_000), 1995));
    expect(describeMovieCard(create(MovieCardSchema, { recommendations })).length).toBeLessThan(2500);
  });
});

describe('readStoredMovieCard', () => {
  it('reads what was stored, with titles of every kind', () => {
    const titles = ['<script>alert(1)</script>', 'جدایی نادر از سیمین', '🎬🎞️', 'x'.repeat(10_000)];
    const card = create(MovieCardSchema, {
      recommendations: titles.map((title) => ({
        title,
        year: 1995,
        predictedRating: 4.5,
        movie: { movieId: 1, title },
      })),
      model: { algorithm: 'hybrid', simulated: true },
      questions: [{ title: 'Heat', candidates: [film('Heat', 1995)] }],
    });
    const stored: unknown = JSON.parse(JSON.stringify(toStoredMovieCard(card)));
    expect(readStoredMovieCard(stored)).toEqual(card);
  });

  it('reads a card that a later version wrote', () => {
    const stored = { recommendations: [{ title: 'Heat', colour: 'blue' }], mood: 'good' };
    expect(readStoredMovieCard(stored)?.recommendations[0]?.title).toBe('Heat');
  });

  it.each([null, undefined])('finds none in %s', (stored) => expect(readStoredMovieCard(stored)).toBeUndefined());
});

describe('a card of films in a room', () => {
  let fixture: ChatFixture;
  beforeAll(async () => {
    fixture = await openChatFixture({
      movieReader: {
        async refreshCards(cards) {
          for (const { recommendations } of cards) {
            for (const { movie } of recommendations) if (movie !== undefined) movie.yourRating = 3.5;
          }
          return cards;
        },
      },
    });
  });
  afterAll(() => fixture.close());

  const ratingIn = (card: MovieCard | undefined) => card?.recommendations[0]?.movie?.yourRating;

  it('is stored with its text, and shown with the opinions of today in calls, lists and events', async () => {
    const roomId = await fixture.roomId();
    const sent = await fixture.client.sendMessage({ roomId, text: '/films Heat', idempotencyKey: randomUUID() });
    const [, answer] = sent.messages;
    expect(answer).toMatchObject({ text: 'Heat (1995)', movies: { model: { dataSetId: 'built-in' } } });
    const [stored] = await fixture.database.orm
      .select()
      .from(messages)
      .where(eq(messages.id, answer?.id ?? ''));
    expect(ratingIn(readStoredMovieCard(stored?.movies))).toBeUndefined();

    const listed = (await fixture.client.listMessages({ roomId })).messages[1];
    const isAnswer = ({ event }: RoomEvent) => event.case === 'messageCreated' && event.value.id === answer?.id;
    const events = await readEventsUntil(fixture.client.watchEvents({ roomId, afterId: 0n }), isAnswer);
    const told = events.at(-1)?.event;
    const shown = [answer, listed, told?.case === 'messageCreated' ? told.value : undefined];
    expect(shown.map((message) => ratingIn(message?.movies))).toEqual([3.5, 3.5, 3.5]);
  });

  it('is stored whatever its titles hold', async () => {
    const roomId = await fixture.roomId();
    const { messages: sent } = await fixture.client.sendMessage({ roomId, text: '/films He%00at' });
    expect(sent[1]).toMatchObject({
      text: 'He\ufffdat (1995)',
      movies: { recommendations: [{ title: 'He\ufffdat' }] },
    });
  });

  it('is told to a language model in a few words', async () => {
    const roomId = await fixture.roomId();
    await fixture.client.sendMessage({ roomId, text: '/films Heat', idempotencyKey: randomUUID() });
    await fixture.client.sendMessage({ roomId, text: 'Which one is it?', idempotencyKey: randomUUID() });
    fixture.responder.say('Heat.');
    fixture.responder.say('');
    await fixture.responder.finished();
    const turns = fixture.responder.requests.at(-1)?.conversation.map(({ text }) => text);
    expect(turns).toEqual(['/films Heat', '[Films: Heat (1995)]', 'Which one is it?']);
  });
});

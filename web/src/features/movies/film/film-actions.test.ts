import { Code, ConnectError, createClient, createRouterTransport } from '@connectrpc/connect';
import { MovieFeedback, MovieService } from '@starweave/contract';
import { describe, expect, test } from 'vitest';
import { giveFeedback, rateFilm } from './film-actions.ts';
import { FilmSession } from './film-session.ts';
import { type MarkedFilm, marksOf } from './film-state.ts';

const heat: MarkedFilm = { movieId: 6, title: 'Heat', yourFeedback: MovieFeedback.UNSPECIFIED };

/** A session whose server answers when it is told to. */
function openSession() {
  const calls: { readonly said: string; readonly answer: (error?: ConnectError) => void }[] = [];
  const wait = (said: string) =>
    new Promise<void>((resolve, reject) => {
      calls.push({ said, answer: (error) => (error === undefined ? resolve() : reject(error)) });
    });
  const transport = createRouterTransport(({ service }) => {
    service(MovieService, {
      async rateMovie({ movieId, dataSetId, rating }) {
        await wait(`${movieId} rated ${rating ?? 'nothing'}${dataSetId === '' ? '' : ` among ${dataSetId}`}`);
        return { ratingCount: 1 };
      },
      async giveFeedback({ movieId, feedback }) {
        await wait(`${movieId} ${MovieFeedback[feedback]}`);
        return {};
      },
    });
  });
  const session = new FilmSession(createClient(MovieService, transport));
  const call = async (index: number) => {
    await expect.poll(() => calls.length, { interval: 1 }).toBeGreaterThan(index);
    return calls[index] as (typeof calls)[number];
  };
  const idle = () => expect.poll(() => session.inFlight.size, { interval: 1 }).toBe(0);
  return { session, call, calls, idle };
}

describe('what a person says about a film', () => {
  test('shows before the server has it, and lists ask anew once it has', async () => {
    const { session, call, idle } = openSession();
    rateFilm(session, heat, 4.5);
    expect(marksOf(session.store.state, heat)).toEqual({ rating: 4.5, feedback: MovieFeedback.UNSPECIFIED });
    expect(session.store.state).toMatchObject({
      revision: 0,
      sending: 1,
      toast: { text: 'You gave \u2068Heat\u2069 4.5 stars.' },
    });
    (await call(0)).answer();
    await idle();
    expect(session.store.state).toMatchObject({ revision: 1, sending: 0, ratingCount: 1 });
  });

  test('is taken back where the server refuses it, and can be tried again', async () => {
    const { session, call, idle } = openSession();
    giveFeedback(session, heat, MovieFeedback.LIKE);
    (await call(0)).answer(new ConnectError('The disk is full.', Code.ResourceExhausted));
    await idle();
    expect(marksOf(session.store.state, heat).feedback).toBe(MovieFeedback.UNSPECIFIED);
    const { toast, revision, sending } = session.store.state;
    expect({ toast, revision, sending }).toMatchObject({
      toast: { text: 'Heat: The disk is full.', isProblem: true },
      revision: 1,
      sending: 0,
    });
    toast?.action?.run();
    (await call(1)).answer();
    await idle();
    expect(marksOf(session.store.state, heat).feedback).toBe(MovieFeedback.LIKE);
  });

  test('quick changes are sent one after the other, and only the last of them', async () => {
    const { session, call, calls, idle } = openSession();
    for (const rating of [1, 2, 3, 4]) rateFilm(session, heat, rating);
    giveFeedback(session, heat, MovieFeedback.SEEN);
    (await call(0)).answer();
    (await call(1)).answer();
    (await call(2)).answer();
    await idle();
    expect(calls.map(({ said }) => said)).toEqual(['6 rated 1', '6 rated 4', '6 SEEN']);
    expect(session.store.state.revision).toBe(1);
  });

  test('Undo brings back what was said before, and says nothing more', async () => {
    const { session, call, calls, idle } = openSession();
    rateFilm(session, { ...heat, yourRating: 3 }, 0.5);
    session.store.state.toast?.action?.run();
    (await call(0)).answer();
    (await call(1)).answer();
    await idle();
    expect(calls.map(({ said }) => said)).toEqual(['6 rated 0.5', '6 rated 3']);
    expect(session.store.state.toast?.text).toBe('You gave \u2068Heat\u2069 0.5 stars.');
  });

  test('a rating is taken back', async () => {
    const { session, call, idle } = openSession();
    rateFilm(session, { ...heat, yourRating: 3 }, undefined);
    const { said, answer } = await call(0);
    answer();
    await idle();
    expect(said).toBe('6 rated nothing');
    expect(marksOf(session.store.state, { ...heat, yourRating: 3 }).rating).toBeUndefined();
  });

  test('gives way to what was stored elsewhere since, but not while it is on its way', async () => {
    const { session, call, idle } = openSession();
    session.noteStored([{ ...heat, yourRating: 2 }]);
    expect(marksOf(session.store.state, heat).rating).toBe(2);
    expect(session.store.state.revision).toBe(1);
    session.noteStored([
      { ...heat, yourRating: 2 },
      { ...heat, movieId: 7 },
      { ...heat, movieId: 0, yourRating: 5 },
    ]);
    expect(session.store.state.revision).toBe(1);
    rateFilm(session, heat, 4);
    session.noteStored([{ ...heat, yourRating: 2 }]);
    expect(marksOf(session.store.state, heat).rating).toBe(4);
    (await call(0)).answer();
    await idle();
  });

  test('is about a film of the data set that was in use, also when it is tried again or taken back', async () => {
    const { session, call, calls, idle } = openSession();
    session.noteDataSet('built-in');
    rateFilm(session, heat, 4);
    const { toast: undoable } = session.store.state;
    (await call(0)).answer(new ConnectError('Other films are in use.', Code.FailedPrecondition));
    await idle();
    const { toast: refused } = session.store.state;
    session.noteDataSet('ml-latest-small');
    refused?.action?.run();
    (await call(1)).answer();
    await idle();
    undoable?.action?.run();
    (await call(2)).answer();
    await idle();
    expect(calls.map(({ said }) => said)).toEqual([
      '6 rated 4 among built-in',
      '6 rated 4 among built-in',
      '6 rated nothing among built-in',
    ]);
  });

  test('is forgotten when another data set is in use, whose films have other ids', () => {
    const { session } = openSession();
    session.noteDataSet('built-in');
    rateFilm(session, heat, 4);
    session.noteDataSet('built-in');
    expect(marksOf(session.store.state, heat).rating).toBe(4);
    session.noteDataSet('ml-latest-small');
    expect(marksOf(session.store.state, heat).rating).toBeUndefined();
  });
});

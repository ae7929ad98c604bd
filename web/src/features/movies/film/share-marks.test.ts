import { createClient, createRouterTransport } from '@connectrpc/connect';
import { MovieFeedback, MovieService } from '@starweave/contract';
import { describe, expect, test } from 'vitest';
import { rateFilm } from './film-actions.ts';
import { FilmSession } from './film-session.ts';
import { type MarkedFilm, marksOf } from './film-state.ts';
import { shareMarks } from './share-marks.ts';

const heat: MarkedFilm = { movieId: 6, title: 'Heat', yourRating: 4, yourFeedback: MovieFeedback.UNSPECIFIED };

/** Two tabs of one browser. */
function openTabs() {
  const transport = createRouterTransport(({ service }) => {
    service(MovieService, { rateMovie: () => ({ ratingCount: 1 }) });
  });
  const open = () => ({ session: new FilmSession(createClient(MovieService, transport)), channel: createChannel() });
  const [here, there] = [open(), open()];
  here.channel.others.push(there.channel);
  there.channel.others.push(here.channel);
  for (const { session, channel } of [here, there]) shareMarks(session, channel);
  return [here.session, there.session] as const;
}

type Channel = Pick<BroadcastChannel, 'postMessage' | 'onmessage'> & { readonly others: Channel[] };

function createChannel(): Channel {
  const others: Channel[] = [];
  return {
    ...{ others, onmessage: null },
    postMessage(data: unknown) {
      const event = new MessageEvent('message', { data: structuredClone(data) });
      for (const other of others) other.onmessage?.call(other as unknown as BroadcastChannel, event);
    },
  };
}

const ratingIn = ({ store }: FilmSession) => marksOf(store.state, heat).rating;

describe('what is said in one tab', () => {
  test.each([2, undefined])('shows in the other, whose lists ask anew: %s', async (rating) => {
    const [here, there] = openTabs();
    rateFilm(here, heat, rating);
    await expect.poll(() => there.store.state.revision).toBe(1);
    expect(ratingIn(there)).toBe(rating);
    expect(there.store.state.toast, 'it was not said there').toBeUndefined();
  });

  test('by a command of the chat shows in the other too', () => {
    const [here, there] = openTabs();
    here.noteStored([{ ...heat, yourRating: 3 }]);
    expect(ratingIn(there)).toBe(3);
    here.noteStored([{ ...heat, yourRating: 3 }]);
    expect(there.store.state.revision, 'nothing new is told').toBe(1);
  });

  test('waits for what is on its way in the other', async () => {
    const [here, there] = openTabs();
    rateFilm(here, heat, 2);
    rateFilm(there, heat, 5);
    await expect.poll(() => here.inFlight.size + there.inFlight.size).toBe(0);
    expect(ratingIn(there)).toBe(5);
  });

  test('stays where another data set is known, whose films have other ids', async () => {
    const [here, there] = openTabs();
    here.noteDataSet('built-in');
    there.noteDataSet('mine');
    rateFilm(here, heat, 2);
    await expect.poll(() => here.inFlight.size).toBe(0);
    expect(ratingIn(there)).toBe(4);
  });
});

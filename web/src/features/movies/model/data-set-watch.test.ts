import { createClient, createRouterTransport } from '@connectrpc/connect';
import { MovieService } from '@starweave/contract';
import { describe, expect, test } from 'vitest';
import { FilmSession } from '../film/film-session.ts';
import { watchDataSet } from './data-set-watch.ts';

/** A session that knows "built-in" and a server that uses another one from `use` on. */
function openWatch() {
  let inUse = 'built-in';
  let looks = 0;
  const server = createRouterTransport(({ service }) => {
    service(MovieService, {
      listDataSets() {
        looks += 1;
        return { dataSets: ['built-in', 'ml'].map((id) => ({ id, name: `The ${id} films`, inUse: id === inUse })) };
      },
    });
  });
  const session = new FilmSession(createClient(MovieService, server));
  session.noteDataSet('built-in');
  const posted: unknown[] = [];
  const tabs: Parameters<typeof watchDataSet>[1]['tabs'] = {
    onmessage: null,
    postMessage: (message: unknown) => posted.push(message),
    close: () => {},
  };
  const place = { isInView: true, now: 0 };
  let come = () => {};
  const stop = watchDataSet(session, {
    tabs,
    onComing: (look) => {
      come = look;
      return () => {};
    },
    isInView: () => place.isInView,
    now: () => place.now,
  });
  const hear = (data: unknown) => tabs.onmessage?.call(tabs as BroadcastChannel, new MessageEvent('message', { data }));
  const use = (id: string) => {
    inUse = id;
  };
  return { session, posted, place, hear, use, stop, come: () => come(), looks: () => looks };
}

const untilSwitched = (session: FilmSession) =>
  expect.poll(() => session.store.state.switches, { interval: 1 }).toBe(1);

describe('a switch of data set', () => {
  test('made by a command is seen when somebody comes to the page, said, and told to the other tabs', async () => {
    const { session, come, posted, use, stop } = openWatch();
    use('ml');
    come();
    await untilSwitched(session);
    expect(session.store.state).toMatchObject({ revision: 1, toast: { isProblem: false } });
    expect(session.store.state.toast?.text).toContain('The ml films');
    expect(posted).toEqual(['ml']);
    stop();
  });

  test('made in another tab is followed at once, and not sent back', async () => {
    const { session, hear, posted, looks, stop } = openWatch();
    hear('ml');
    await untilSwitched(session);
    expect([posted, looks(), session.dataSetId]).toEqual([[], 0, 'ml']);
    stop();
  });

  test('made in this tab is told to the others, once', () => {
    const { session, posted, stop } = openWatch();
    session.noteDataSet('ml');
    session.dismissToast();
    session.showToast({ text: 'You gave Heat 4 stars.', isProblem: false });
    expect(posted).toEqual(['ml']);
    stop();
  });

  test('is not looked for behind another window, nor twice at once', async () => {
    const { session, come, place, use, looks, stop } = openWatch();
    place.isInView = false;
    come();
    expect(looks()).toBe(0);
    place.isInView = true;
    use('ml');
    come();
    come();
    await untilSwitched(session);
    expect(looks()).toBe(1);
    stop();
  });
});

import { expect, it } from 'vitest';
import { TooMuchError } from '../../errors.ts';
import { QuestionQueue } from './question-queue.ts';

/** A queue in a process whose time passes only with answers, so many milliseconds each. */
function createQueue({ longestWaitMs = 100 } = {}) {
  let nowMs = 0;
  let answerMs = 20;
  const answered: string[] = [];
  const refused: { readonly id: number; readonly error: TooMuchError }[] = [];
  let arriving: (() => void)[] = [];
  const queue = new QuestionQueue({
    longestWaitMs,
    now: () => nowMs,
    // Whatever arrives, arrives in a pause.
    pause: async () => {
      const now = arriving;
      arriving = [];
      for (const arrive of now) arrive();
    },
  });
  const ask = (id: number, isUrgent = false) =>
    queue.add({
      ...{ id, isUrgent },
      answer: async () => {
        answered.push(isUrgent ? `urgent ${id}` : `${id}`);
        nowMs += answerMs;
      },
      refuse: (error) => refused.push({ id, error }),
    });
  const settle = async () => {
    for (let turn = 0; turn < 1000; turn += 1) await Promise.resolve();
  };
  const setAnswerMs = (ms: number) => {
    answerMs = ms;
  };
  return { queue, ask, answered, refused, settle, setAnswerMs, inPause: (arrive: () => void) => arriving.push(arrive) };
}

it('answers in the order of arrival, urgent ones first, also those that come meanwhile', async () => {
  const { ask, answered, settle, inPause } = createQueue();
  ask(1);
  ask(2);
  ask(3, true);
  inPause(() => ask(4, true));
  await settle();
  expect(answered).toEqual(['urgent 3', 'urgent 4', '1', '2']);
});

it('drops what nobody waits for any more before it is answered', async () => {
  const { queue, ask, answered, settle, inPause } = createQueue();
  for (const id of [1, 2, 3]) ask(id);
  inPause(() => expect(queue.drop(2)).toBe(true));
  await settle();
  expect(answered).toEqual(['1', '3']);
  expect([queue.drop(1), queue.drop(9)]).toEqual([false, false]);
});

it('refuses what would wait too long, with how long that is, and answers again when the burst is over', async () => {
  const { ask, answered, refused, settle } = createQueue({ longestWaitMs: 100 });
  // What answers take is learned.
  for (let id = 0; id < 100; id += 1) {
    ask(id);
    await settle();
  }
  expect(refused).toEqual([]);
  for (let id = 100; id < 150; id += 1) ask(id);
  // Six wait, of 20 ms each; the seventh would wait for 120.
  expect(refused.map(({ id }) => id)).toEqual(Array.from({ length: 44 }, (_, place) => 106 + place));
  expect(refused[0]!.error).toBeInstanceOf(TooMuchError);
  expect(refused[0]!.error.retryAfterMs).toBe(120);
  await settle();
  expect(answered).toHaveLength(106);
  ask(200);
  await settle();
  expect(answered.at(-1)).toBe('200');
});

it('lets urgent ones in while others are refused, and refuses them too where they are too many themselves', async () => {
  const { ask, answered, refused, settle } = createQueue();
  for (let id = 0; id < 100; id += 1) {
    ask(id);
    await settle();
  }
  for (let id = 100; id < 110; id += 1) ask(id);
  for (let id = 110; id < 120; id += 1) ask(id, true);
  expect(refused.map(({ id }) => id)).toEqual([106, 107, 108, 109, 116, 117, 118, 119]);
  await settle();
  expect(answered.slice(100)).toEqual(
    ['110', '111', '112', '113', '114', '115']
      .map((id) => `urgent ${id}`)
      .concat(['100', '101', '102', '103', '104', '105']),
  );
});

it('isn’t misled by one answer that took long, and learns when all do', async () => {
  const { ask, refused, settle, setAnswerMs } = createQueue({ longestWaitMs: 100 });
  const askInTurn = async (first: number, count: number) => {
    for (let id = first; id < first + count; id += 1) {
      ask(id);
      await settle();
    }
  };
  await askInTurn(0, 20);
  setAnswerMs(5000);
  await askInTurn(20, 1);
  setAnswerMs(20);
  for (let id = 100; id < 106; id += 1) ask(id);
  expect(refused).toEqual([]);
  await settle();
  setAnswerMs(60);
  await askInTurn(200, 16);
  for (let id = 300; id < 306; id += 1) ask(id);
  // Two wait, of 60 ms each.
  expect(refused.map(({ id }) => id)).toEqual([302, 303, 304, 305]);
});

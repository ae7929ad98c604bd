import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { JobProgressSchema, JobSchema, JobState } from '@starweave/contract';
import { describe, expect, test } from 'vitest';
import { describeFacts, describeMoment, findMoment, formatDuration, nameFile } from './job-facts.ts';

const job = (fields: MessageInitShape<typeof JobSchema>) => create(JobSchema, { model: 'postcard', ...fields });
const progress = (fields: MessageInitShape<typeof JobProgressSchema>) => create(JobProgressSchema, fields);

describe('where a job stands', () => {
  const sentence = (...[of, at]: Parameters<typeof findMoment>) => describeMoment(of, findMoment(of, at));

  test('in the queue', () => {
    expect(sentence(job({ state: JobState.QUEUED, queuePosition: 2 }), undefined)).toBe('In the queue, 2 ahead');
    expect(sentence(job({ state: JobState.QUEUED }), undefined)).toBe('Next in line');
  });

  test('loading', () => {
    expect(sentence(job({ state: JobState.LOADING }), undefined)).toBe('Loading postcard');
  });

  test('progress that comes before the change of state counts', () => {
    const at = progress({ state: JobState.RUNNING, step: 3, steps: 20, pictureCount: 1 });
    expect(sentence(job({ state: JobState.LOADING }), at)).toBe('Step 3 of 20');
  });

  test('one of several pictures', () => {
    const at = progress({ state: JobState.RUNNING, step: 1, steps: 20, pictureIndex: 2, pictureCount: 4 });
    expect(sentence(job({ state: JobState.RUNNING }), at)).toBe('Picture 3 of 4, step 1 of 20');
  });

  test('late progress does not bring a finished job back', () => {
    const at = progress({ state: JobState.RUNNING, step: 3, steps: 20 });
    expect(findMoment(job({ state: JobState.CANCELLED }), at).state).toBe(JobState.CANCELLED);
  });
});

test('facts name what is known and leave out what is not', () => {
  const facts = describeFacts(
    job({
      pictures: [{ id: 'p', seed64: 7n }],
      metadata: { steps: 20, guidanceScale: 4.5, scheduler: 'DDIMScheduler', device: 'cpu', runMs: 1234n },
    }),
  );
  expect(facts.map(({ name, value }) => `${name} ${value}`)).toEqual([
    'Seed 7',
    'Steps 20',
    'Guidance 4.5',
    'Scheduler DDIM',
    'Model postcard',
    'Device cpu',
    'Time 1.2 s',
  ]);
});

test('several pictures have several seeds, one of them has its own', () => {
  const several = job({ pictures: [{ seed64: 7n }, { seed64: 8n, index: 1 }] });
  expect(describeFacts(several)[0]?.value).toBe('7 to 8');
  expect(describeFacts(several, several.pictures[1])[0]?.value).toBe('8');
});

test('durations are read at a glance', () => {
  expect([420, 1234, 59_940, 125_000].map(formatDuration)).toEqual(['420 ms', '1.2 s', '59.9 s', '2 min 5 s']);
});

test('a file is named after its prompt', () => {
  expect(nameFile('A lighthouse, “full moon”!', '7', 'png')).toBe('a-lighthouse-full-moon-7.png');
  expect(nameFile('灯台と月', '7', 'webp')).toBe('灯台と月-7.webp');
  expect(nameFile('../../etc', '7', '')).toBe('etc-7.png');
});

import { randomUUID } from 'node:crypto';
import { JobState } from '@starweave/contract';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openTestJobs, type TestJobs, testRequest } from '../jobs/test-jobs.ts';
import { imageQueueClock, people } from '../storage/schema.ts';
import { openTestImages, type TestImages } from './test-images.ts';

describe('the house painter', () => {
  let test: TestImages;
  beforeAll(async () => {
    test = await openTestImages();
  });
  afterAll(() => test.close());

  it('paints a picture that everybody may see, the same one for the same words and seed', async () => {
    const { images, testDatabase } = test;
    const words = { prompt: 'a western film', seed: 2n ** 62n };
    const jobIds: string[] = [];
    for (const _ of [1, 2]) {
      jobIds.push(await testDatabase.database.transaction((tx) => images.housePainter.submit(words, tx)));
    }
    const pictures = await vi.waitFor(
      async () => {
        const found = await Promise.all(jobIds.map((id) => images.housePainter.findPicture(id)));
        return found.map((picture) => {
          if (picture.state !== 'painted') throw new Error(picture.state);
          return picture;
        });
      },
      { timeout: 30_000, interval: 20 },
    );
    const someone = { personId: randomUUID() };
    await testDatabase.database.orm.insert(people).values({ id: someone.personId, name: 'Someone', kind: 'account' });
    const files = await Promise.all(
      pictures.map(({ pictureId }) => images.pictureReader.findPicture(pictureId, someone)),
    );
    expect(files[0]?.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(files[1]?.hash).toBe(files[0]?.hash);
  });

  it('keeps its jobs out of people’s lists, and people’s pictures to themselves', async () => {
    const { jobs } = await test.jobClient.listJobs({});
    expect(jobs).toEqual([]);
    const { job } = await test.jobClient.submitImageJob({ request: { prompt: 'a boat' } });
    const mine = await vi.waitFor(
      async () => {
        const answer = await test.jobClient.getJob({ jobId: job?.id ?? '' });
        expect(answer.job?.state).toBe(JobState.DONE);
        return answer.job?.pictures[0]?.id ?? '';
      },
      { timeout: 30_000, interval: 20 },
    );
    expect(await test.images.pictureReader.findPicture(mine, { personId: randomUUID() })).toBeUndefined();
    expect(await test.images.pictureReader.findPicture(mine, test.caller)).toBeDefined();
  });

  it('says that there is none for a job that is not there', async () => {
    expect(await test.images.housePainter.findPicture(randomUUID())).toEqual({ state: 'none' });
  });
});

describe('a background job', () => {
  let test: TestJobs;
  beforeAll(async () => {
    test = await openTestJobs();
  });
  afterAll(() => test.close());

  it('is taken after every person’s job, later ones too, takes nobody’s turn and moves no clock', async () => {
    const [house, person] = [await test.addPerson(), await test.addPerson()];
    const workerId = await test.addWorker();
    const { claimedJobs } = test;
    const background = await test.submit(house, { isBackground: true });
    const own = await test.submit(house);
    const batch = await test.submit(person, { request: { ...testRequest, count: 16 } });
    const later = await test.submit(person);
    expect(await test.jobStore.countAhead([background.id])).toEqual(new Map([[background.id, 3]]));
    const taken: string[] = [];
    for (const _ of [1, 2, 3, 4]) taken.push((await claimedJobs.claimNext(workerId))?.job.id ?? '');
    expect(taken[3]).toBe(background.id);
    expect(taken.slice(0, 3).sort()).toEqual([own.id, batch.id, later.id].sort());
    const [clock] = await test.database.orm.select().from(imageQueueClock);
    expect(clock?.virtualTime).toBe(16);
    expect((await test.submit(person)).virtualStart).toBe(17);
  });
});

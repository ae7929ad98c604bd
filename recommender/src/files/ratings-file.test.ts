import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { BrokenRatingsFileError } from '../errors.ts';
import { buildInteractions } from '../interactions/build-interactions.ts';
import type { Interactions } from '../interactions/interactions.ts';
import { withMoreItems, withMoreUsers } from '../interactions/rating-table.ts';
import { createPlantedRatings } from '../interactions/test-planted-ratings.ts';
import { createFolder } from '../readers/test-data-folder.ts';
import { openRatingTimes } from './rating-times.ts';
import { openRatings, saveRatings } from './ratings-file.ts';

const small = { userCount: 30, itemCount: 60, ratingCount: 800 } as const;

async function saveSet(ratings: Interactions): Promise<string> {
  const file = path.join(createFolder(), 'ratings.starweave');
  await saveRatings(ratings, file);
  return file;
}

function listIds(ratings: Interactions): number[][] {
  return [ratings.users, ratings.items].map((ids) => Array.from({ length: ids.count }, (_, index) => ids.idAt(index)));
}

describe('saveRatings and openRatings', () => {
  it.each(['by-user', 'shuffled'] as const)('gives back the same ratings in the same order, rows %s', async (order) => {
    const { table } = createPlantedRatings({ ...small, order });
    const ratings = buildInteractions(withMoreItems(table, [900_000]));
    const opened = await openRatings(await saveSet(ratings), { times: true });
    expect(listIds(opened)).toEqual(listIds(ratings));
    for (const side of ['byUser', 'byItem'] as const) expect({ ...opened[side] }).toEqual({ ...ratings[side] });
    expect(opened.timesByUser).toEqual(ratings.timesByUser);
    expect([opened.dataHash, opened.ratingCount]).toEqual([ratings.dataHash, ratings.ratingCount]);
    expect(opened.items.indexOf(900_000)).toBe(ratings.itemCount - 1);
  });

  it('takes five bytes a rating where the file stood by user', async () => {
    const ratings = buildInteractions(
      createPlantedRatings({ userCount: 100, itemCount: 300, ratingCount: 20_000 }).table,
    );
    const file = await saveSet(ratings);
    // Beside the ratings: the header, the ids, where each user starts, and gaps below 64 bytes.
    const others = 4096 + 4 * (2 * ratings.userCount + 1 + ratings.itemCount) + 4 * 64;
    expect(readFileSync(file).length).toBeLessThan(5 * ratings.ratingCount + others);
    expect((await openRatings(file)).timesByUser).toBeUndefined();
  });

  it('keeps ratings by item where that is asked for, in five bytes a rating more', async () => {
    const ratings = buildInteractions(createPlantedRatings(small).table);
    const [plain, both] = [await saveSet(ratings), path.join(createFolder(), 'ratings.starweave')];
    await saveRatings(ratings, both, { byItem: true });
    const opened = await openRatings(both);
    expect(opened.byItem.codes.buffer).toBe(opened.byUser.codes.buffer);
    for (const side of ['byUser', 'byItem'] as const) expect({ ...opened[side] }).toEqual({ ...ratings[side] });
    expect(opened.dataHash).toBe(ratings.dataHash);
    const more = readFileSync(both).length - readFileSync(plain).length;
    expect(more).toBeGreaterThanOrEqual(5 * ratings.ratingCount + 4 * (ratings.itemCount + 1));
    expect(more).toBeLessThan(5 * ratings.ratingCount + 4 * (ratings.itemCount + 1) + 4096);
  });

  it('works without times, and when they were left behind', async () => {
    const ratings = buildInteractions({ ...createPlantedRatings(small).table, times: undefined });
    const file = await saveSet(ratings);
    expect(readdirSync(path.dirname(file))).toEqual(['ratings.starweave']);
    expect((await openRatings(file, { times: true })).timesByUser).toBeUndefined();
  });

  it('leaves no times of the ratings that it replaces', async () => {
    const { table } = createPlantedRatings(small);
    const file = await saveSet(buildInteractions(table));
    const others = buildInteractions({ ...createPlantedRatings({ ...small, seed: 9 }).table, times: undefined });
    for (const untimed of [buildInteractions({ ...table, times: undefined }), others]) {
      await saveRatings(buildInteractions(table), file);
      await saveRatings(untimed, file);
      expect((await openRatings(file, { times: true })).timesByUser).toBeUndefined();
      expect(await openRatingTimes(file, untimed)).toBeUndefined();
    }
  });

  it('shows everything through one shared buffer', async () => {
    const { byUser } = await openRatings(await saveSet(buildInteractions(createPlantedRatings(small).table)));
    expect(byUser.codes.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(byUser.codes.buffer).toBe(byUser.columns.buffer);
  });

  it.each([
    ['empty', () => Buffer.alloc(0), "isn't a file of stored ratings"],
    ['something else', () => Buffer.alloc(5000, 'x'), "isn't a file of stored ratings"],
    ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length - 1), 'is cut off in its'],
    ['damaged', (bytes: Buffer) => bytes.fill(bytes.at(-1)! ^ 1, bytes.length - 1), "doesn't match its checksum"],
    ['of another version', (bytes: Buffer) => bytes.fill(7, 8, 9), 'has version 7; version 1 can be opened'],
    ['without a header', (bytes: Buffer) => bytes.fill('{', 16, 30), 'header of'],
  ])('refuses a file that is %s', async (_, change, message) => {
    const file = await saveSet(buildInteractions(createPlantedRatings(small).table));
    writeFileSync(file, change(readFileSync(file)));
    await expect(openRatings(file)).rejects.toThrow(BrokenRatingsFileError);
    await expect(openRatings(file)).rejects.toThrow(message);
  });

  it('refuses times of other ratings, and a missing file', async () => {
    const file = await saveSet(buildInteractions(createPlantedRatings(small).table));
    const other = await saveSet(buildInteractions(createPlantedRatings({ ...small, seed: 9 }).table));
    writeFileSync(`${file}.times`, readFileSync(`${other}.times`));
    await expect(openRatings(file, { times: true })).rejects.toThrow('belongs to other ratings');
    rmSync(file);
    await expect(openRatings(file)).rejects.toThrow("can't be opened");
  });
});

describe('openRatingTimes', () => {
  const flip = (bytes: Buffer, position: number) => bytes.fill(bytes[position]! ^ 1, position, position + 1);

  async function saveTimed() {
    const ratings = buildInteractions(createPlantedRatings(small).table);
    const file = await saveSet(ratings);
    return { ratings, file, timesFile: `${file}.times` };
  }

  it('reads each user’s times, which are those that opening all of them gives', async () => {
    const { file } = await saveTimed();
    const whole = await openRatings(file, { times: true });
    const times = await openRatingTimes(file, await openRatings(file));
    const users = await Promise.all(Array.from({ length: whole.userCount }, (_, user) => times!.readUser(user)));
    expect(users.flatMap((row) => [...row])).toEqual([...whole.timesByUser!]);
    const { offsets } = whole.byUser;
    expect(users.map(({ length }) => length)).toEqual(users.map((_, user) => offsets[user + 1]! - offsets[user]!));
    await expect(times!.verify()).resolves.toBeUndefined();
  });

  it('gives none to a user without ratings, and refuses one that isn’t there', async () => {
    const { table } = createPlantedRatings(small);
    const ratings = buildInteractions(withMoreUsers(table, [900_000]));
    const times = await openRatingTimes(await saveSet(ratings), ratings);
    expect(await times!.readUser(ratings.userCount - 1)).toEqual(new Uint32Array());
    for (const user of [-1, ratings.userCount, 0.5]) await expect(times!.readUser(user)).rejects.toThrow(RangeError);
  });

  it('is nothing where no times were kept', async () => {
    const { ratings, file, timesFile } = await saveTimed();
    rmSync(timesFile);
    expect(await openRatingTimes(file, ratings)).toBeUndefined();
  });

  it('finds a damaged time when it verifies', async () => {
    const { ratings, file, timesFile } = await saveTimed();
    const bytes = readFileSync(timesFile);
    writeFileSync(timesFile, flip(bytes, bytes.length - 1));
    const times = await openRatingTimes(file, ratings);
    await expect(times!.verify()).rejects.toThrow("doesn't match its checksum");
  });

  it('refuses a file that is cut off or of other ratings, at once or when it is read', async () => {
    const { ratings, file, timesFile } = await saveTimed();
    const times = await openRatingTimes(file, ratings);
    writeFileSync(timesFile, readFileSync(timesFile).subarray(0, -4));
    await expect(openRatingTimes(file, ratings)).rejects.toThrow('is cut off in its times');
    await expect(times!.readUser(ratings.userCount - 1)).rejects.toThrow('is cut off');
    await expect(times!.verify()).rejects.toThrow(BrokenRatingsFileError);
    rmSync(timesFile);
    await expect(times!.readUser(0)).rejects.toThrow("can't be opened");
    const others = buildInteractions(createPlantedRatings({ ...small, seed: 9 }).table);
    writeFileSync(timesFile, readFileSync(`${await saveSet(others)}.times`));
    await expect(openRatingTimes(file, ratings)).rejects.toThrow('belongs to other ratings');
  });
});

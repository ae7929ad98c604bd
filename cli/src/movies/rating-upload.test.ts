import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planRatingUpload, sendRatingUpload, type UploadPart } from './rating-upload.ts';

const ratings = 'userId,movieId,rating,timestamp\n1,6,4.5,0\n';

describe('sendRatingUpload', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'starweave upload '));
    await writeFile(path.join(folder, 'ratings.csv'), ratings);
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** Takes so many bytes of each part before its connection breaks off. */
  async function sendOver(bytesEachTime: number): Promise<{ readonly arrived: string; readonly tries: number }> {
    let [arrived, tries] = ['', 0];
    const target = {
      findSize: async () => arrived.length,
      async append({ offset, bytes }: UploadPart) {
        tries += 1;
        arrived = arrived.slice(0, offset) + new TextDecoder().decode(bytes.slice(0, bytesEachTime));
        if (bytes.length > bytesEachTime) throw new Error('broken off');
      },
    };
    const options = { target, onProgress: () => undefined, signal: new AbortController().signal };
    await sendRatingUpload(await planRatingUpload(folder), options).catch(() => undefined);
    return { arrived, tries };
  }

  it('goes on for as long as something arrives, however slow the network is', async () => {
    expect(await sendOver(6)).toEqual({ arrived: ratings, tries: 7 });
  });

  it('gives up where nothing arrives five times', async () => {
    expect(await sendOver(0)).toEqual({ arrived: '', tries: 5 });
  });
});

import { readPictureSettings } from '@starweave/diffusion';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestImages, type TestImages } from './test-images.ts';

let test: TestImages;
beforeAll(async () => {
  test = await openTestImages();
});
afterAll(() => test.close());

describe('GenerateImage through a real worker', () => {
  it('answers with a PNG that carries its settings, the same bytes for the same seed', async () => {
    const request = { prompt: 'a cat', settings: { seed: 7, steps: 3 } };
    const first = await test.imageClient.generateImage(request);
    const second = await test.imageClient.generateImage(request);
    expect(first).toMatchObject({ format: 'png', error: '' });
    expect(first.metadata).toMatchObject({ model: 'tiny', seed: 7, seed64: 7n, steps: 3, device: 'cpu' });
    expect(second.imageData).toEqual(first.imageData);
    expect(readPictureSettings(first.imageData).settings).toMatchObject({ prompt: 'a cat', seed: '7', steps: 3 });
  });
});

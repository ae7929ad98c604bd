import { describe, expect, it } from 'vitest';
import { computePreview } from './latent-preview.ts';

describe('computePreview', () => {
  it('maps latents to colours, −1 to black and 1 to white, clamped', () => {
    const table = {
      factors: [
        [1, 0, 0],
        [0, 2, 0],
      ],
      bias: [0, 0, 1],
    } as const;
    // Two channels of one row with two pixels: channel 0 = −1, 0.5; channel 1 = 0, 3.
    const preview = computePreview(Float32Array.of(-1, 0.5, 0, 3), [2, 1, 2], table);
    expect(preview).toEqual({ width: 2, height: 1, rgb: Uint8Array.of(0, 128, 255, 191, 255, 255) });
  });

  it('is nothing when the table is for other latents', () => {
    expect(computePreview(new Float32Array(4), [4, 1, 1], { factors: [[1, 1, 1]], bias: [0, 0, 0] })).toBeUndefined();
  });
});

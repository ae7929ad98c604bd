import { describe, expect, it } from 'vitest';
import { scaleLatents, unscaleLatents } from './scale-latents.ts';

const plain = { channels: 2, scaleFactor: 8, scalingFactor: 0.5, shiftFactor: 0.25 };
const statistics = { means: [1, -2], deviations: [2, 0.5] };

describe.each([
  // x / 0.5 + 0.25, and x · deviation / 0.5 + mean.
  ['a scaling factor and a shift', plain, [2.25, -3.75, 0.25, 6.25]],
  ['statistics of the channels', { ...plain, statistics }, [5, -7, -2, 1]],
])('%s', (_, space, expected) => {
  const latents = Float32Array.of(1, -2, 0, 3);

  it('bring latents to what the decoder takes', () => {
    expect([...unscaleLatents(latents, space)]).toEqual(expected);
  });

  it('bring what the encoder gives back to the same latents', () => {
    expect(scaleLatents(Float32Array.from(expected), space)).toEqual(latents);
  });
});

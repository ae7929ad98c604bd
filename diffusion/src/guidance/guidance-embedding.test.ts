import { expect, it } from 'vitest';
import { createGuidanceEmbedding } from './guidance-embedding.ts';

// Numbers of diffusers 0.42.1, LatentConsistencyModelPipeline.get_guidance_scale_embedding(scale − 1, width).
it.each([
  [
    8.5,
    8,
    [
      -0.8512358665466309, 0.5626711249351501, -0.4352330267429352, 0.6816387176513672, -0.5247832536697388,
      -0.8266808390617371, -0.9003178477287292, 0.731688916683197,
    ],
  ],
  // An odd width ends with a zero; a scale below 1 gives negative angles.
  [
    0,
    7,
    [
      -0.8268795609474182, 0.5440211296081543, -0.0998334065079689, 0.5623790621757507, -0.83907151222229,
      0.9950041770935059, 0,
    ],
  ],
])('writes a scale of %d in %d numbers', (scale, width, expected) => {
  const { data, dims } = createGuidanceEmbedding(scale, width);
  expect(dims).toEqual([1, width]);
  // The largest angle, 7500, has a float32 spacing of 5e-4, so that a last digit of it may show in the fourth.
  for (const [index, value] of data.entries()) expect(value).toBeCloseTo(expected[index]!, 3);
});

import { expect, it } from 'vitest';
import { guide } from './classifier-free-guidance.ts';
import { rescaleGuidance } from './rescale-guidance.ts';

const both = Float32Array.of(0.5, 1, -1, 2, 1, -2, 3, 5);

// Numbers of diffusers 0.42.1, rescale_noise_cfg.
it.each([
  [0.7, [1.6605091094970703, -8.400222778320312, 11.330533027648926, 9.572346687316895]],
  [1, [0.5507272481918335, -2.78603196144104, 3.757903575897217, 3.1747806072235107]],
  [0, [4.25, -21.5, 29, 24.5]],
])('rescales by a share of %d', (share, expected) => {
  const guided = guide(both, 7.5, new Float32Array(4));
  rescaleGuidance(guided, both, share);
  for (const [index, value] of guided.entries()) expect(value).toBeCloseTo(expected[index]!, 5);
});

import { expect, it } from 'vitest';
import { numpyLogFloat32 } from './numpy-float32-log.ts';

it('is numpy.log on float32, where that is the nearest float32 and where it is not', () => {
  // numpy 2.4 on x86 with AVX-512; the first four aren't the nearest float32.
  const cases = [
    [22.085983276367188, 3.094943046569824],
    [0.011142910458147526, -4.496952056884766],
    [235.3880157470703, 5.461235523223877],
    [1.4107081890106201, 0.34409186244010925],
    [16.135406494140625, 2.7810161113739014],
    [231.14144897460938, 5.443029880523682],
    [1, 0],
  ] as const;
  for (const [x, expected] of cases) expect(numpyLogFloat32(x)).toBe(expected);
});

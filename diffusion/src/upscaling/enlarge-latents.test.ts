import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { enlargeLatents } from './enlarge-latents.ts';

interface Interpolation {
  readonly method: 'nearest' | 'bilinear';
  readonly factor: number;
  readonly dims: readonly [number, number, number];
  readonly latents: readonly number[];
  readonly enlarged: readonly number[];
}

const file = path.join(
  import.meta.dirname,
  '../../../workbench/reference-numbers/pictures/fixtures/upscaler-cases.json',
);
const { interpolations } = JSON.parse(readFileSync(file, 'utf8')) as { interpolations: Interpolation[] };

it.each(interpolations)('enlarges latents as torch does: $method, $factor times', (reference) => {
  const { dims, factor, method } = reference;
  const size = { height: dims[1] * factor, width: dims[2] * factor };
  const enlarged = enlargeLatents(Float32Array.from(reference.latents), dims, { ...size, method });
  expect(enlarged).toHaveLength(reference.enlarged.length);
  for (const [at, value] of enlarged.entries()) expect(value).toBeCloseTo(reference.enlarged[at]!, 5);
});

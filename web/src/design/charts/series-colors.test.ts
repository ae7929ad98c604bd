import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const tokens = readFileSync(path.join(import.meta.dirname, '../tokens.css'), 'utf8');

function findColors(name: string): readonly [string, string] {
  const found = new RegExp(`--color-${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(tokens);
  if (found?.[1] === undefined || found[2] === undefined) throw new Error(`tokens.css has no --color-${name}.`);
  return [found[1], found[2]];
}

/** WCAG 2.2, relative luminance. */
function computeLuminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function computeContrast(one: string, other: string): number {
  const [high, low] = [computeLuminance(one), computeLuminance(other)].sort((a, b) => b - a);
  return (high! + 0.05) / (low! + 0.05);
}

test('contrast is as WCAG defines it', () => {
  expect(computeContrast('#000000', '#ffffff')).toBeCloseTo(21, 6);
  // The grey that every checker knows as the lightest for text on white.
  expect(computeContrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
});

describe.each([
  ['light', 0],
  ['dark', 1],
] as const)('colours of series in the %s theme', (_theme, at) => {
  test.each([1, 2, 3, 4, 5, 6])('number %s stands off every ground that charts have', (number) => {
    const color = findColors(`data-${number}`)[at];
    for (const ground of ['surface', 'paper', 'sunken']) {
      expect(computeContrast(color, findColors(ground)[at])).toBeGreaterThanOrEqual(3);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { createGenreColorMap, otherGenreColor } from './genre-colors.ts';
import { getGenreEmoji } from './genre-emoji.ts';
import { formatGenres, movieGenres, splitGenres } from './genres.ts';

describe('formatGenres', () => {
  it.each([
    ['Action|Comedy|Drama', 2, 'Action, Comedy (+1 more)'],
    ['Action|Sci-Fi|Thriller', 3, 'Action, Sci-Fi, Thriller'],
    [null, 3, 'Unknown'],
    [Number.NaN as never, 3, 'Unknown'],
    ['(no genres listed)', 3, 'Unknown'],
  ])('has the documented value for %s', (genres, most, expected) => {
    expect(formatGenres(genres, most)).toBe(expected);
  });

  it.each([
    ['', 3, 'Unknown'],
    [' | ', 3, 'Unknown'],
    ['Action||Drama', 3, 'Action, Drama'],
    [' Action | Drama ', 3, 'Action, Drama'],
    ['A|B', 0, 'A (+1 more)'],
    ['A|B', -3, 'A (+1 more)'],
    ['A|B', Number.POSITIVE_INFINITY, 'A, B'],
    ['A|B|C|D', Number.NaN, 'A, B, C (+1 more)'],
    [['Action', '', 'Drama'], 1, 'Action (+1 more)'],
  ])('puts the fault right for %s with at most %s', (genres, most, expected) => {
    expect(formatGenres(genres, most)).toBe(expected);
  });

  it('shows three when nothing is said', () => expect(formatGenres('A|B|C|D|E')).toBe('A, B, C (+2 more)'));
});

it('splitGenres passes over what is not text', () => {
  expect(splitGenres(['Action', 7 as never, null as never])).toEqual(['Action']);
});

describe('getGenreEmoji', () => {
  it('has the documented picture of every genre', () => {
    const documented = '💥 🗺️ 🎨 👶 😂 🔫 📽️ 🎭 🧙 🎩 👻 🎬 🎵 🔍 ❤️ 🚀 😱 ⚔️ 🤠';
    expect(movieGenres.map(getGenreEmoji).join(' ')).toBe(documented);
  });

  it.each([
    ['action', '💥'],
    [' SCI-FI ', '🚀'],
    ["Children's", '👶'],
    ['Telenovela', '🎬'],
    ['toString', '🎬'],
    [null, '🎬'],
    [undefined, '🎬'],
  ])('takes %s', (genre, expected) => expect(getGenreEmoji(genre)).toBe(expected));
});

describe('createGenreColorMap', () => {
  const colors = createGenreColorMap();

  it('maps the 19 genres', () => {
    expect(Object.keys(colors)).toEqual([...movieGenres]);
    expect(Object.keys(colors)).toHaveLength(19);
    expect(colors.Action).toBe('#FF6B6B');
    for (const color of [...Object.values(colors), otherGenreColor]) expect(color).toMatch(/^#[0-9A-F]{6}$/);
  });

  it('is a new object each time', () => {
    createGenreColorMap().Action = '#000000';
    expect(createGenreColorMap().Action).toBe('#FF6B6B');
  });

  it('tells every two apart: at least 10 in CIELAB, where about 2 is just visible', () => {
    const all = [...Object.entries(colors), ['other', otherGenreColor] as const];
    const near = all.flatMap(([one, oneColor], index) =>
      all
        .slice(index + 1)
        .filter(([, color]) => computeLabDistance(oneColor, color) < 10)
        .map(([other]) => `${one} and ${other}`),
    );
    expect(near).toEqual([]);
  });
});

/** CIE 1976 colour difference of two sRGB colours under D65. */
function computeLabDistance(one: string, other: string): number {
  const [first, second] = [toLab(one), toLab(other)];
  return Math.hypot(...first.map((value, index) => value - second[index]!));
}

function toLab(color: string): number[] {
  const linear = [1, 3, 5].map((start) => {
    const value = Number.parseInt(color.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const [red, green, blue] = linear as [number, number, number];
  const bend = (value: number) => (value > 216 / 24389 ? Math.cbrt(value) : (value * 24389) / 27 / 116 + 16 / 116);
  const x = bend((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047);
  const y = bend(0.2126 * red + 0.7152 * green + 0.0722 * blue);
  const z = bend((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

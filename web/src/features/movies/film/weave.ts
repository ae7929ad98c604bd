import { createGenreColorMap, otherGenreColor, splitGenres } from '@starweave/film-text';

/** Threads of a film's cloth: which colours cross, how wide they lie, how the cloth is turned. */
export interface Weave {
  /** `#RRGGBB` */
  readonly warpColor: string;
  readonly weftColor: string;
  /** In pixels. */
  readonly warpGap: number;
  readonly weftGap: number;
  /** In degrees. */
  readonly angle: number;
  /** Where the light falls, in per cent of the width and height. */
  readonly light: { readonly x: number; readonly y: number };
}

const colors: Readonly<Record<string, string>> = createGenreColorMap();

function colorOf(genre: string | undefined): string {
  return genre !== undefined && Object.hasOwn(colors, genre) ? (colors[genre] as string) : otherGenreColor;
}

/** The cloth of a film that has no picture yet: its first two genres cross; the same film always has the same one. */
export function computeWeave(movieId: number, genres: readonly string[]): Weave {
  const [first, second] = splitGenres(genres);
  const pick = (from: number, to: number, salt: number) => from + (scatter(movieId + salt) % (to - from + 1));
  return {
    warpColor: colorOf(first),
    weftColor: colorOf(second ?? first),
    warpGap: pick(6, 13, 1),
    weftGap: pick(5, 11, 2),
    angle: pick(-3, 3, 3) * 8,
    light: { x: pick(12, 88, 4), y: pick(8, 60, 5) },
  };
}

// The mixing step of MurmurHash3: neighbouring ids get unlike cloths.
function scatter(value: number): number {
  let mixed = Math.imul((value | 0) ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

const ABSOLUTE = 1e-6;
const RELATIVE = 1e-4;
/** Below this a number is what cancellation left over, and only the absolute tolerance counts. */
const CANCELLATION = 1e-5;
const SHOWN_FAILURES = 8;

/** How far a number may be from the expected one. */
export interface Tolerance {
  readonly absolute: number;
  readonly relative: number;
}

/** The rule for every record that doesn't bring its own: |a − b| ≤ 1e-6 + 1e-4 |b|. */
export const DEFAULT_TOLERANCE: Tolerance = { absolute: ABSOLUTE, relative: RELATIVE };

/** One number, list or word that isn't as expected. */
export interface Mismatch {
  readonly what: string;
  readonly expected: unknown;
  readonly got: unknown;
}

/** Collects the comparisons of one case. */
export class Comparison {
  readonly #mismatches: Mismatch[] = [];
  #count = 0;
  #worstRelativeError = 0;

  /** How many comparisons were made. */
  get count(): number {
    return this.#count;
  }

  get passed(): boolean {
    return this.#mismatches.length === 0;
  }

  /** The largest relative error of all numbers so far; for numbers near zero, relative to 0.01. */
  get worstRelativeError(): number {
    return this.#worstRelativeError;
  }

  /** The first few mismatches. */
  get mismatches(): readonly Mismatch[] {
    return this.#mismatches.slice(0, SHOWN_FAILURES);
  }

  /** A number against the expected one. */
  number(what: string, expected: number, got: number | undefined, tolerance: Tolerance = DEFAULT_TOLERANCE): void {
    this.#count += 1;
    const value = got ?? Number.NaN;
    const difference = Math.abs(value - expected);
    const magnitude = Math.abs(expected);
    const error = difference === 0 ? 0 : difference / (magnitude < CANCELLATION ? 0.01 : magnitude);
    this.#worstRelativeError = Math.max(
      this.#worstRelativeError,
      Number.isNaN(error) ? Number.POSITIVE_INFINITY : error,
    );
    const relative = magnitude < CANCELLATION ? 0 : tolerance.relative * magnitude;
    if (!(difference <= tolerance.absolute + relative) && !Object.is(value, expected)) {
      this.#mismatches.push({ what, expected, got: value });
    }
  }

  /** A list of numbers, or `{len, head, tail}` for a long one, against the expected one. */
  numbers(what: string, expected: unknown, got: ArrayLike<number> | undefined, tolerance?: Tolerance): void {
    const parts = partsOf(expected);
    if (parts === undefined || got === undefined) {
      this.same(what, expected, got === undefined ? undefined : Array.from(got));
      return;
    }
    this.same(`${what} length`, parts.length, got.length);
    if (got.length !== parts.length) return;
    for (const [start, values] of parts.runs) {
      for (const [index, value] of values.entries()) {
        if (typeof value === 'number') this.number(`${what}[${start + index}]`, value, got[start + index], tolerance);
      }
    }
  }

  /** Anything that must be the very same. */
  same(what: string, expected: unknown, got: unknown): void {
    this.#count += 1;
    if (JSON.stringify(expected) !== JSON.stringify(got)) this.#mismatches.push({ what, expected, got });
  }
}

interface ListParts {
  readonly length: number;
  /** Pieces of the list with the index that they start at. */
  readonly runs: readonly (readonly [number, readonly unknown[]])[];
}

function partsOf(expected: unknown): ListParts | undefined {
  if (Array.isArray(expected)) return { length: expected.length, runs: [[0, expected]] };
  if (typeof expected !== 'object' || expected === null || !('len' in expected)) return undefined;
  const { len, head, tail } = expected as { len: number; head?: readonly unknown[]; tail?: readonly unknown[] };
  return {
    length: len,
    runs: [
      [0, head ?? []],
      [len - (tail?.length ?? 0), tail ?? []],
    ],
  };
}

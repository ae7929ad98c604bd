import { NumpyRandomState } from '@starweave/numerics';
import { describe, expect, it } from 'vitest';
import { QuestionDesign } from './question-design.ts';

const WIDTH = 3;
const FILMS = 9;
const NOISE = 0.5;

const random = new NumpyRandomState(6);
const values = random.randn(FILMS * WIDTH);
const prior = Float64Array.from([1, 0.3, 0, 0.3, 0.8, 0.1, 0, 0.1, 0.5]);
const targets = Array.from({ length: FILMS }, (_, film) => ({ film, weight: 1 + (film % 3) }));
const rows = targets.map(({ film }) => Float64Array.from(values.slice(film * WIDTH, (film + 1) * WIDTH)));
const settings = { width: WIDTH, rowOf: (film: number) => rows[film]!, prior, noise: NOISE, targets };

/** What is left of the targets' variance after answers, by inverting the precision. */
function remainSlowly(answered: readonly number[]): number {
  const precision = invert(toRows(prior));
  for (const film of answered) {
    for (let a = 0; a < WIDTH; a += 1) {
      for (let b = 0; b < WIDTH; b += 1) {
        precision[a]![b]! += (values[film * WIDTH + a]! * values[film * WIDTH + b]!) / NOISE;
      }
    }
  }
  const covariance = invert(precision);
  return targets.reduce((sum, { film, weight }) => {
    let variance = 0;
    for (let a = 0; a < WIDTH; a += 1) {
      for (let b = 0; b < WIDTH; b += 1) {
        variance += values[film * WIDTH + a]! * covariance[a]![b]! * values[film * WIDTH + b]!;
      }
    }
    return sum + weight * variance;
  }, 0);
}

function toRows(matrix: Float64Array): number[][] {
  return Array.from({ length: WIDTH }, (_, a) => [...matrix.subarray(a * WIDTH, (a + 1) * WIDTH)]);
}

/** Gauss and Jordan. */
function invert(matrix: readonly (readonly number[])[]): number[][] {
  const rows = matrix.map((row, a) => [...row, ...row.map((_, b) => (a === b ? 1 : 0))]);
  for (let k = 0; k < WIDTH; k += 1) {
    const pivot = rows[k]![k]!;
    rows[k] = rows[k]!.map((value) => value / pivot);
    for (let a = 0; a < WIDTH; a += 1) {
      if (a === k) continue;
      const factor = rows[a]![k]!;
      rows[a] = rows[a]!.map((value, b) => value - factor * rows[k]![b]!);
    }
  }
  return rows.map((row) => row.slice(WIDTH));
}

function listSubsets(size: number, from = 0): number[][] {
  if (size === 0) return [[]];
  const subsets: number[][] = [];
  for (let film = from; film < FILMS; film += 1) {
    for (const rest of listSubsets(size - 1, film + 1)) subsets.push([film, ...rest]);
  }
  return subsets;
}

/** All films, the one that tells the most first. */
function listOrder(design: QuestionDesign): readonly (number | undefined)[] {
  const left = new Set(Array(FILMS).keys());
  return Array.from({ length: FILMS }, () => {
    const film = design.choose(left, () => 1);
    left.delete(film ?? -1);
    return film;
  });
}

describe('QuestionDesign', () => {
  it('knows what answers leave, as inverting the precision does', () => {
    const design = new QuestionDesign(settings);
    const answered: number[] = [];
    expect(design.remaining).toBeCloseTo(remainSlowly([]), 10);
    for (const film of [4, 0, 7, 4]) {
      design.add(film);
      answered.push(film);
      expect(design.remaining).toBeCloseTo(remainSlowly(answered), 10);
    }
  });

  it('chooses the film after whose answer least is left, times how likely it is known', () => {
    const known = (film: number) => 1 / (1 + film);
    const design = new QuestionDesign(settings);
    const answered: number[] = [];
    for (let step = 0; step < 4; step += 1) {
      const gains = Array.from({ length: FILMS }, (_, film) => {
        return known(film) * (remainSlowly(answered) - remainSlowly([...answered, film]));
      });
      const best = gains.indexOf(Math.max(...gains));
      expect(design.choose(Array(FILMS).keys(), known)).toBe(best);
      design.add(best);
      answered.push(best);
    }
  });

  it('knows the same whether it was asked before every answer or only after them all', () => {
    const asked = new QuestionDesign(settings);
    const answered: [film: number, probability: number][] = [
      [3, 0.4],
      [8, 1],
      [3, 0],
      [1, 0.7],
      [5, 0.05],
    ];
    for (const [film, probability] of answered) {
      asked.choose(Array(FILMS).keys(), () => 1);
      asked.add(film, probability);
    }
    const late = new QuestionDesign(settings);
    for (const [film, probability] of answered) late.add(film, probability);
    expect(listOrder(asked)).toEqual(listOrder(late));
    expect(asked.remaining).toBeCloseTo(late.remaining, 10);
  });

  it('gains nearly as much one by one as the best set of films', () => {
    const before = remainSlowly([]);
    for (const size of [1, 2, 3, 4]) {
      const best = Math.min(...listSubsets(size).map(remainSlowly));
      const design = new QuestionDesign(settings);
      for (let step = 0; step < size; step += 1) design.add(design.choose(Array(FILMS).keys(), () => 1)!);
      // The bound of greedy choice for submodular gains, which variances are nearly.
      expect(before - design.remaining).toBeGreaterThan((1 - 1 / Math.E) * (before - best));
    }
  });

  it('chooses nothing where no film tells anything', () => {
    const design = new QuestionDesign({ ...settings, rowOf: () => new Float64Array(WIDTH) });
    expect(design.choose([0, 1], () => 1)).toBeUndefined();
  });
});

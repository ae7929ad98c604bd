import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { chooseLabelStride, estimateTextWidth, shortenText } from './axis.tsx';
import { BarChart } from './bar-chart.tsx';
import { keepUnits } from './chart-frame.tsx';
import { ColumnChart } from './column-chart.tsx';
import { describeInterval, IntervalChart } from './interval-chart.tsx';
import { LineChart, splitIntoRuns } from './line-chart.tsx';
import { computeStrength, MatrixChart } from './matrix-chart.tsx';
import { choosePowerTicks } from './scatter-chart.tsx';
import { stepThroughMarks } from './step-through-marks.ts';

/** Elements of one kind with their attributes, in their order. */
function findAll(html: string, tag: string): Readonly<Record<string, string>>[] {
  return [...html.matchAll(new RegExp(`<${tag}\\b([^>]*)>`, 'g'))].map(([, attributes]) =>
    Object.fromEntries([...(attributes ?? '').matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [name, value])),
  );
}

const marksOf = (html: string) => findAll(html, 'rect').filter((rect) => 'data-mark' in rect);
const barsOf = (html: string) => findAll(html, 'rect').filter((rect) => !('data-mark' in rect));

const stars = {
  ...{ title: 'Ratings', summary: 'Most are 4.', categoryName: 'Stars', valueName: 'Ratings' },
  categories: ['3', '4', '5'],
};

describe('columns', () => {
  const html = renderToStaticMarkup(
    createElement(ColumnChart, { ...stars, series: [{ name: 'Ratings', values: [10, 40, 20] }] }),
  );

  test('are as high as their values', () => {
    const [three, four, five] = barsOf(html).map(({ height }) => Number(height));
    expect(four! / three!).toBeCloseTo(4, 6);
    expect(five! / three!).toBeCloseTo(2, 6);
  });

  test('say their values, and one of them is a tab stop', () => {
    expect(marksOf(html).map((mark) => mark['aria-label'])).toEqual([
      '3: Ratings 10',
      '4: Ratings 40',
      '5: Ratings 20',
    ]);
    expect(marksOf(html).map(({ tabindex }) => tabindex)).toEqual(['0', '-1', '-1']);
  });

  test('have a title and a summary', () => {
    expect(html).toContain('<h3');
    expect(html).toContain('Most are 4.');
  });

  test('without any value have no height, and no NaN', () => {
    const empty = renderToStaticMarkup(
      createElement(ColumnChart, { ...stars, series: [{ name: 'Ratings', values: [0, undefined, 0] }] }),
    );
    expect(barsOf(empty).map(({ height }) => height)).toEqual(['0', '0', '0']);
    expect(empty).not.toContain('NaN');
  });
});

describe('bars', () => {
  const html = renderToStaticMarkup(
    createElement(BarChart, {
      ...stars,
      series: [
        { name: 'This user', values: [0.1, 0.4, undefined] },
        { name: 'Everyone', values: [0.2, 0.3, 0.5] },
      ],
      format: (value: number) => `${value * 100} %`,
    }),
  );

  test('are as long as their values', () => {
    const widths = barsOf(html).map(({ width }) => Number(width));
    expect(widths.map((width) => width / widths[1]!)).toEqual(
      [0.5, 1, 2, 1.5, 0, 2.5].map((ratio) => expect.closeTo(ratio, 6)),
    );
  });

  test('say all series of a category', () => {
    expect(marksOf(html)[2]!['aria-label']).toBe('5: This user not known, Everyone 50 %');
  });

  test('of a colour of the data are drawn in it', () => {
    const colored = renderToStaticMarkup(
      createElement(BarChart, { ...stars, series: [{ name: 'n', values: [1, 2, 3] }], colorOf: () => '#FF6B6B' }),
    );
    expect(barsOf(colored).map(({ fill }) => fill)).toEqual(['#FF6B6B', '#FF6B6B', '#FF6B6B']);
  });
});

describe('lines', () => {
  test('have a gap where nothing is known', () => {
    const points = [1, 2, undefined, 4, undefined, undefined, 7, 8, 9].map((y, x) => ({ x, y }));
    expect(splitIntoRuns(points).map((run) => run.map(({ y }) => y))).toEqual([[1, 2], [4], [7, 8, 9]]);
  });

  test('go through their points', () => {
    const points = [0, 5, 10].map((y, index) => ({ x: 1990 + index, y }));
    const html = renderToStaticMarkup(
      createElement(LineChart, { title: 'Films', summary: '', points, xName: 'Year', yName: 'Films' }),
    );
    const line = findAll(html, 'path').find((path) => path.fill === 'none')!;
    const [first, second, third] = [...line.d!.matchAll(/([\d.]+) ([\d.]+)/g)].map(([, x, y]) => [
      Number(x),
      Number(y),
    ]);
    expect(second![0]! - first![0]!).toBeCloseTo(third![0]! - second![0]!, 0);
    expect(first![1]! - second![1]!).toBeCloseTo(second![1]! - third![1]!, 0);
    expect(first![1]!).toBeGreaterThan(second![1]!);
  });
});

describe('intervals', () => {
  const format = (value: number) => value.toFixed(3);
  const svd = { name: 'SVD', value: 0.871, low: 0.865, high: 0.88 };

  test('say their ends', () => {
    expect(describeInterval(svd, format)).toBe('SVD: 0.871, 95 % interval 0.865 to 0.880');
    expect(describeInterval({ ...svd, low: undefined }, format)).toBe('SVD: 0.871');
  });

  test('have their dot within their line', () => {
    const html = renderToStaticMarkup(
      createElement(IntervalChart, {
        ...{ title: 'RMSE', summary: '', categoryName: 'Algorithm', valueName: 'RMSE', format },
        intervals: [svd, { name: 'KNN', value: 0.95, low: undefined, high: undefined }],
      }),
    );
    const dots = findAll(html, 'circle').map(({ cx }) => Number(cx));
    const line = findAll(html, 'line').find((one) => one['stroke-linecap'] === 'round')!;
    const share = (dots[0]! - Number(line.x1)) / (Number(line.x2) - Number(line.x1));
    expect(share).toBeCloseTo((0.871 - 0.865) / (0.88 - 0.865), 6);
    expect(dots[1]!).toBeGreaterThan(Number(line.x2));
  });
});

describe('matrices', () => {
  test('shade from one end of a row to the other', () => {
    expect([1, 3, 5].map((value) => computeStrength(value, [1, 3, 5], 'highest'))).toEqual([0, 0.5, 1]);
    expect([1, 3, 5].map((value) => computeStrength(value, [1, 3, 5], 'lowest'))).toEqual([1, 0.5, 0]);
    expect(computeStrength(2, [2, 2], 'lowest')).toBe(0);
  });

  test('are tables with names for rows and columns', () => {
    const html = renderToStaticMarkup(
      createElement(MatrixChart, {
        ...{ title: 'Errors', summary: '', rowsName: 'Kind', rows: ['new users'], columns: ['SVD', 'KNN'] },
        valueAt: (_row: number, column: number) => [0.9, undefined][column],
        format: (value: number) => value.toFixed(2),
        strongestOf: () => 'lowest' as const,
      }),
    );
    expect(findAll(html, 'th').map(({ scope }) => scope)).toEqual(['col', 'col', 'col', 'row']);
    expect([...html.matchAll(/<td[^>]*>([^<]*)/g)].map(([, text]) => text)).toEqual(['0.90', '–']);
  });
});

describe('axes', () => {
  const ticks = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100];

  test('in powers keep what there is room for', () => {
    expect(choosePowerTicks(ticks, 19)).toEqual(ticks);
    expect(choosePowerTicks(ticks, 8)).toEqual([1, 2, 5, 10, 20, 50, 100]);
    expect(choosePowerTicks(ticks, 5)).toEqual([1, 3, 10, 30, 100]);
    expect(choosePowerTicks(ticks, 2)).toEqual([1, 10, 100]);
  });

  test('labels never touch', () => {
    const labels = ['1–10', '11–20', '21–50', '51–100', '101–200', 'more than 200'];
    for (const step of [1, 10, 20, 30, 40, 60, 90]) {
      const stride = chooseLabelStride(labels, step);
      const drawn = labels.flatMap((text, index) => (index % stride === 0 ? [{ text, x: index * step }] : []));
      for (const [at, { text, x }] of drawn.entries()) {
        const next = drawn[at + 1];
        if (next === undefined) continue;
        expect(x + estimateTextWidth(text) / 2).toBeLessThan(next.x - estimateTextWidth(next.text) / 2);
      }
    }
    expect(chooseLabelStride(labels, 90)).toBe(1);
    expect(chooseLabelStride(['0.5', '1', '1.5', '2'], 25)).toBe(1);
  });

  test('long names are cut off', () => {
    expect(shortenText('Comedy', 100)).toBe('Comedy');
    const short = shortenText('Adventure, Animation, Children', 80);
    expect(short).toMatch(/^Adventure.*…$/);
    expect(estimateTextWidth(short)).toBeLessThanOrEqual(80);
  });
});

test('a number stays with its unit', () => {
  expect(keepUnits('From 3.57 bits, 10.7 %. Least: 8 ms of 2 minutes, 5 films')).toBe(
    'From 3.57\u00a0bits, 10.7\u00a0%. Least: 8\u00a0ms of 2 minutes, 5 films',
  );
});

test('keys go through marks and stop at the ends', () => {
  const walk = (keys: readonly string[]) => keys.reduce((at, key) => stepThroughMarks(key, at, 30) ?? at, 0);
  expect(walk(['ArrowRight', 'ArrowDown', 'x', 'ArrowLeft'])).toBe(1);
  expect(walk(['End', 'ArrowRight'])).toBe(29);
  expect(walk(['PageDown', 'PageDown', 'PageUp', 'Home', 'ArrowUp'])).toBe(0);
  expect(stepThroughMarks('ArrowRight', 0, 0)).toBeUndefined();
});

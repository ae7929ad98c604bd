import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { hideFolder } from './hide-folder.ts';

const folder = path.join(path.sep, 'srv', 'my data', 'films');
const inside = (...names: string[]) => path.join(folder, ...names);

describe('hideFolder', () => {
  it.each([
    [`${inside('data-sets', '7', 'ratings.bin')} is damaged.`, 'ratings.bin is damaged.'],
    [
      `${inside('a.bin')} belongs to other ratings than ${inside('x', 'b.bin')}: no.`,
      'a.bin belongs to other ratings than b.bin: no.',
    ],
    [
      `The model "${inside('models', 'svd.safetensors')}" can't be used: and/or`,
      'The model "svd.safetensors" can\'t be used: and/or',
    ],
    [`open '${inside('tasks', 'x.json')}'`, "open 'x.json'"],
    [`The files in ${inside('data-sets', '7')} don't belong together.`, "The files in 7 don't belong together."],
    [`${folder} can't be read.`, "the data folder can't be read."],
    ['ratings.csv/movies.csv', 'ratings.csv/movies.csv'],
  ])('of %s leaves names', (text, expected) => {
    expect(hideFolder(text, folder)).toBe(expected);
  });

  it('hides nothing without a folder', () => {
    expect(hideFolder('a/b', '')).toBe('a/b');
  });
});

import { describe, expect, test } from 'vitest';
import { clarifyCommand, nameFilm } from './clarify-command.ts';

const heat = { title: 'Heat', year: 1995 };

describe('the command with the film that was meant', () => {
  test.each([
    ['/similar Heat', 'Heat', '/similar Heat (1995)'],
    ['/similar heat --count 3', 'heat', '/similar Heat (1995) --count 3'],
    ['/rate Heat 4.5', 'Heat', '/rate Heat (1995) 4.5'],
    ['/rate "Heat" 4.5', 'Heat', '/rate "Heat (1995)" 4.5'],
    ['/rate "Heat" 4.5', '"Heat"', '/rate Heat (1995) 4.5'],
    ['  /why Heat', 'Heat', '/why Heat (1995)'],
    [
      '/recommend no heated talk, like Heat, but funnier',
      'Heat',
      '/recommend no heated talk, like Heat (1995), but funnier',
    ],
  ])('%s', (words, title, expected) => expect(clarifyCommand(words, title, heat)).toBe(expected));

  test.each([
    ['/similar Haet', 'Heat'],
    ['/similar Cheating', 'Heat'],
    ['like Heat', 'Heat'],
    ['/similar', ''],
  ])('says nothing for %s', (words, title) => expect(clarifyCommand(words, title, heat)).toBeUndefined());

  test('takes titles of every kind as they are', () => {
    for (const title of ['<script>alert(1)</script>', 'جدایی نادر از سیمین', '🎬🎞️', '$& (.*) \\1', 'İstanbul']) {
      expect(clarifyCommand(`/similar ${title}`, title, { title, year: 2011 })).toBe(`/similar ${title} (2011)`);
    }
  });
});

test('a film without a year has its title alone', () => {
  expect([nameFilm(heat), nameFilm({ title: 'Heat', year: 0 })]).toEqual(['Heat (1995)', 'Heat']);
});

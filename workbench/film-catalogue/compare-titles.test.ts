import { expect, it } from 'vitest';
import { compareTitles, readMovieLensTitle } from './compare-titles.ts';

it.each([
  ['Matrix, The (1999)', ['The Matrix'], 1999],
  ["Avventura, L' (Adventure, The) (1960)", ["L'Avventura", 'The Adventure'], 1960],
  ['Twelve Monkeys (a.k.a. 12 Monkeys) (1995)', ['Twelve Monkeys', '12 Monkeys'], 1995],
  ['(500) Days of Summer (2009)', ['(500) Days of Summer'], 2009],
  ['Moonlight', ['Moonlight'], undefined],
])('reads %s', (text, names, year) => {
  const read = readMovieLensTitle(text);
  expect(read.year).toBe(year);
  for (const name of names) expect(read.names).toContain(name);
  expect(read.names[0]).toBe(names[0]);
});

it('tells found, differing and missing films apart', () => {
  const theirs = ['Matrix, The (1999)', 'Seven (a.k.a. Se7en) (1995)', 'Heat (1995)', 'Moonlight', 'Amélie (2001)'];
  const film = (title: string, year: number) => ({ title, year });
  const ours = [
    film('The Matrix', 1999),
    film('Se7en', 1995),
    film('Heat', 1994),
    film('Moonlight', 2016),
    film('Amelie', 2001),
    film('Heat', 1986),
    film('Ran', 1985),
  ];
  const { found, disagreements, missing } = compareTitles(ours, theirs);
  expect(found.map(({ title }) => title)).toEqual(['The Matrix', 'Moonlight']);
  expect(disagreements.map(({ theirs: text }) => text)).toEqual([theirs[1], 'Heat (1995)', 'Amélie (2001)']);
  expect(missing).toEqual([film('Heat', 1986), film('Ran', 1985)]);
});

import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { MovieWishSchema } from '@starweave/contract';
import { expect, test } from 'vitest';
import { describeWish, settleTitle } from './describe-wish.ts';

const wish = (fields: MessageInitShape<typeof MovieWishSchema>) => create(MovieWishSchema, fields);

test.each([
  [{ like: [{ title: 'Heat', year: 1995 }, { title: 'Ronin' }] }, ['like Heat (1995)', 'like Ronin']],
  [
    {
      genres: [
        { genre: 'Comedy', weight: 1 },
        { genre: 'War', weight: -0.5 },
      ],
    },
    ['more Comedy', 'less War'],
  ],
  [
    { filter: { genres: ['Drama', 'Crime'], withoutGenres: ['War', 'Horror'] } },
    ['only Drama or Crime', 'no War, no Horror'],
  ],
  [{ filter: { yearFrom: 2001 } }, ['from 2001']],
  [{ filter: { yearTo: 1999 } }, ['up to 1999']],
  [{ filter: { yearFrom: 1990, yearTo: 1999 } }, ['1990 to 1999']],
  [{ filter: { yearFrom: 1999, yearTo: 1999 } }, ['1999']],
  [{ filter: { ratingCountFrom: 100 } }, ['from 100 ratings']],
  [{}, []],
])('%j is told as %j', (fields, words) => {
  expect(describeWish(wish(fields))).toEqual(words);
});

test.each([
  ['something like heat, but funnier', 'Heat', 'something like Heat (1995), but funnier'],
  ['HEAT', 'heat', 'Heat (1995)'],
  ['like that film', 'Heat', 'like that film, like Heat (1995)'],
])('in %j the title %j is made plain', (text, title, plain) => {
  expect(settleTitle(text, title, { title: 'Heat', year: 1995 })).toBe(plain);
});

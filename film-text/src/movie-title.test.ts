import { describe, expect, it } from 'vitest';
import { escapeHtml } from './escape-html.ts';
import { extractYearFromTitle, formatMovieTitle } from './movie-title.ts';

describe('extractYearFromTitle', () => {
  it.each([
    ['The Matrix (1999)', 1999],
    ['2001: A Space Odyssey (1968)', 1968],
    ['Foo (1999) (2001)', 2001],
    ['(2020)', 2020],
    ['The Matrix', undefined],
    ['Foo (199)', undefined],
    ['Foo (1999-2001)', undefined],
  ])('has the documented value for %s', (title, expected) => expect(extractYearFromTitle(title)).toBe(expected));

  it.each([
    ['The Matrix (1999) ', 1999],
    ['The Matrix(1999)\n', 1999],
    ['Foo (0000)', undefined],
    ['Foo (9999)', undefined],
    [null, undefined],
    [undefined, undefined],
    [1999 as never, undefined],
  ])('puts the fault right for %s', (title, expected) => expect(extractYearFromTitle(title)).toBe(expected));

  it('takes a very long title in its stride', () => {
    expect(extractYearFromTitle(`${'('.repeat(100_000)}${' '.repeat(100_000)}(1999)`)).toBe(1999);
  });
});

describe('formatMovieTitle', () => {
  it.each([
    ['The Matrix (1999)', true, 'The Matrix (1999)'],
    ['The Matrix (1999)', false, 'The Matrix'],
    ['Foo (1999) (2001)', false, 'Foo (1999)'],
    ['The Matrix', false, 'The Matrix'],
  ])('has the documented value for %s', (title, includeYear, expected) => {
    expect(formatMovieTitle(title, includeYear)).toBe(expected);
  });

  it.each([
    ['The Matrix (1999)  ', false, 'The Matrix'],
    ['  The Matrix (1999) ', true, 'The Matrix (1999)'],
    ['(2020)', false, '(2020)'],
    ['Foo (9999)', false, 'Foo (9999)'],
    ['', true, 'Untitled'],
    ['   ', false, 'Untitled'],
    [null, true, 'Untitled'],
  ])('puts the fault right for %s', (title, includeYear, expected) => {
    expect(formatMovieTitle(title, includeYear)).toBe(expected);
  });

  it('leaves titles of every script as they are', () => {
    expect(formatMovieTitle('جدایی نادر از سیمین (2011)', false)).toBe('جدایی نادر از سیمین');
    expect(formatMovieTitle('🎬 <b>', false)).toBe('🎬 <b>');
  });
});

it('escapeHtml leaves nothing that HTML reads', () => {
  const escaped = escapeHtml(`<script>alert("1" & '2')</script>`);
  expect(escaped).toBe('&lt;script&gt;alert(&quot;1&quot; &amp; &#39;2&#39;)&lt;/script&gt;');
});

import { describe, expect, it } from 'vitest';
import { findUsageTerms, parseMd5, publishedDataSets } from './grouplens.ts';

const asText = `Summary
=======

Words of a summary.


Usage License
=============

The data may be used under these conditions:

* Say where it is from.
* Ask before selling it.

Questions go to <somebody@example.org>.


Citation
========

A paper.
`;
const asHtml = `<html><body><h1>Summary</h1><p>Words of a
summary.</p><h1 id="x">Usage License</h1>
<p>The data may be used under these conditions:</p><ul><li>Say where it is from.</li>
<li>Ask before selling it.</li></ul><p>Questions go to &lt;somebody@example.org&gt;.</p>
<h1>Citation</h1><p>A paper.</p></body></html>`;

describe('findUsageTerms', () => {
  it.each([
    ['text', asText],
    ['text of Windows', asText.replaceAll('\n', '\r\n')],
    ['text in capitals', asText.replace('Usage License', 'USAGE LICENSE')],
    ['HTML', asHtml],
  ])('finds the section, and no more, in %s', (_, readme) => {
    const terms = findUsageTerms(readme) ?? '';
    expect(terms.replaceAll(/\s*\n\s*/g, '\n')).toBe(
      'The data may be used under these conditions:\n* Say where it is from.\n* Ask before selling it.\nQuestions go to <somebody@example.org>.',
    );
  });

  it('finds none where there is none', () => {
    expect(findUsageTerms('Summary\n=======\nThe usage license is elsewhere.\n')).toBeUndefined();
  });
});

it.each([
  ['MD5 (ml-20m.zip) = CD245B17A1AE2CC31BB14903E1204AF3\n', 'cd245b17a1ae2cc31bb14903e1204af3'],
  ['cd245b17a1ae2cc31bb14903e1204af3  ml-20m.zip\n', 'cd245b17a1ae2cc31bb14903e1204af3'],
  ['<html>not found</html>', undefined],
  ['cd245b17a1ae2cc31bb14903e1204af3ff  sha', undefined],
])('reads the checksum in %j', (text, md5) => expect(parseMd5(text)).toBe(md5));

it('knows a checksum of every data set that stays as it is', () => {
  const changing = publishedDataSets.filter(({ md5 }) => md5 === undefined).map(({ name }) => name);
  expect(changing).toEqual(['ml-latest-small', 'ml-latest']);
  for (const { md5 } of publishedDataSets) if (md5 !== undefined) expect(parseMd5(md5)).toBe(md5);
});

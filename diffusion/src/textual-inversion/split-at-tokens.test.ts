import { describe, expect, it } from 'vitest';
import { splitAtTokens, type TokenEmbedding } from './split-at-tokens.ts';

const embed = (token: string): TokenEmbedding => ({ token, vectors: [Float32Array.of(1)] });
const split = (text: string, ...tokens: string[]) =>
  splitAtTokens(text, tokens.map(embed)).map((piece) => (typeof piece === 'string' ? piece : { at: piece.token }));

describe('splitAtTokens', () => {
  it.each([
    ['no token there', 'a red sun', ['moon'], ['a red sun']],
    ['a token', 'a moon, red', ['moon'], ['a ', { at: 'moon' }, ', red']],
    ['a token twice', 'moon moon', ['moon'], ['', { at: 'moon' }, ' ', { at: 'moon' }, '']],
    ['other case', 'a MOON', ['Moon'], ['a ', { at: 'Moon' }, '']],
    ['no part of a word', 'moons moon_x 4moon émoon', ['moon'], ['moons moon_x 4moon émoon']],
    ['brackets next to words', 'big<cat>s', ['<cat>'], ['big', { at: '<cat>' }, 's']],
    ['the longest one', 'bad-hands-5', ['bad', 'bad-hands-5'], ['', { at: 'bad-hands-5' }, '']],
    ['characters of patterns', 'a (x.*) b', ['(x.*)', 'a+'], ['a ', { at: '(x.*)' }, ' b']],
    ['several words', 'by My Style now', ['my style'], ['by ', { at: 'my style' }, ' now']],
    ['another script', '山 と 月', ['月'], ['山 と ', { at: '月' }, '']],
  ])('finds %s', (_, text, tokens, pieces) => {
    expect(split(text, ...tokens)).toEqual(pieces);
  });

  it('gives the text as it is without tokens', () => {
    expect(split('a red sun')).toEqual(['a red sun']);
  });
});

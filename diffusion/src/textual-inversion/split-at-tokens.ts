/** Vectors for a token in prompts. */
export interface TokenEmbedding {
  readonly token: string;
  /** At least one; each stands in for one row of the text encoder's table. */
  readonly vectors: readonly Float32Array[];
}

const WORD_CHARACTER = /[\p{L}\p{N}_]/u;

/**
 * Cut a text at the tokens of textual inversions: pieces of text, and the embeddings between them.
 *
 * A token is found without regard to case, but not within a word: "cat" isn't found in "cats", "<cat>" is found in
 * "big<cat>s". Where several fit, the longest does.
 */
export function splitAtTokens(text: string, embeddings: readonly TokenEmbedding[]): (string | TokenEmbedding)[] {
  if (embeddings.length === 0) return [text];
  const byToken = new Map(embeddings.map((embedding) => [embedding.token.toLowerCase(), embedding]));
  const longestFirst = [...byToken.keys()].sort((first, second) => second.length - first.length);
  const pattern = new RegExp(`(${longestFirst.map(createPattern).join('|')})`, 'giu');
  return text
    .split(pattern)
    .map((piece, index) => (index % 2 === 0 ? piece : (byToken.get(piece.toLowerCase()) ?? piece)));
}

function createPattern(token: string): string {
  const before = WORD_CHARACTER.test([...token][0]!) ? `(?<!${WORD_CHARACTER.source})` : '';
  const after = WORD_CHARACTER.test([...token].at(-1)!) ? `(?!${WORD_CHARACTER.source})` : '';
  return before + token.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`) + after;
}

import { foldText } from '../folded-text.ts';

/** A word of a wish. */
export interface WishToken {
  /** As it was typed, without marks around it. */
  readonly text: string;
  /** As it is compared. */
  readonly word: string;
  /** Without a possessive's s: `hitchcock` for `Hitchcock's`. */
  readonly stem: string;
  /** Which clause it is in; commas and the like part them. */
  readonly clause: number;
  /** Whether a hyphen or dash ties it to the word before. */
  readonly isTied: boolean;
}

/** Words after these are not read. */
const MOST_TOKENS = 200;

/** The words of a wish, with clauses parted at `, ; : . ! ? ( )` that end or begin a word. */
export function readWishTokens(text: string): readonly WishToken[] {
  const tokens: WishToken[] = [];
  let clause = 0;
  let isTied = false;
  for (const [chunk] of text.matchAll(/\S+/gu)) {
    if (/^[([]/u.test(chunk)) clause += 1;
    const words = foldText(chunk).split(' ').filter(Boolean);
    words.forEach((word, place) => {
      const isPossessive = place === words.length - 1 && /['’`´]s\P{L}*$/iu.test(chunk);
      tokens.push({
        text: words.length === 1 ? chunk.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '') : word,
        word,
        stem: isPossessive ? word.slice(0, -1) : word,
        clause,
        isTied: isTied || (place > 0 && /[\p{L}\p{N}][-–—][\p{L}\p{N}]/u.test(chunk)),
      });
      isTied = false;
    });
    if (words.length === 0) isTied = /^[-–—]$/u.test(chunk);
    if (/[,;:.!?)\]]["'”’]*$/u.test(chunk)) clause += 1;
  }
  return tokens.slice(0, MOST_TOKENS);
}

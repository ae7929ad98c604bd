/** A piece of a prompt with its weight; a `BREAK` is the piece `{ text: 'BREAK', weight: -1 }`. */
export interface WeightedText {
  text: string;
  weight: number;
}

/** A number after a colon that isn't one, such as the `1.2.3` of `(word:1.2.3)`. */
export class PromptWeightError extends Error {
  readonly code = 'prompt-weight-invalid';
  /** What stands after the colon. */
  readonly written: string;

  constructor(written: string) {
    super(
      `The weight "${written}" isn't a number. Write one such as 1.3, or a \\ before the bracket to mean it literally.`,
    );
    this.name = 'PromptWeightError';
    this.written = written;
  }
}

const ROUND_BRACKET = 1.1;
const SQUARE_BRACKET = 1 / 1.1;
/** What Python's `\s` and `\w` mean in texts; JavaScript's differ in a few characters. */
const SPACE = String.raw`[[\s\x1c-\x1f\x85]--[\ufeff]]`;
const WORD = String.raw`[\p{L}\p{N}_]`;
const PIECES = new RegExp(
  String.raw`\\[\(\)\[\]\\]|\\|\(|\[|:${SPACE}*(?<weight>[+\-]?[.\p{Nd}]+)${SPACE}*\)|\)|\]|[^\\\(\)\[\]:]+|:`,
  'gv',
);
const BREAK = new RegExp(`${SPACE}*(?<!${WORD})BREAK(?!${WORD})${SPACE}*`, 'v');

/**
 * Read AUTOMATIC1111's weights out of a prompt (its `parse_prompt_attention`).
 *
 * - `(text)` weighs 1.1 times as much, `[text]` 1/1.1, `(text:1.3)` 1.3 times; brackets within brackets multiply.
 * - `\(`, `\)`, `\[`, `\]` and `\\` are the characters themselves; a `\` before anything else vanishes.
 * - Brackets that nobody closes count up to the end of the prompt; those that nobody opened are text, as is a number in
 *   square brackets (`[text:1.3]`). A number has digits of any script, at most one point, and an optional sign.
 * - `BREAK` as a word of its own, with the white space around it, is a piece of weight −1. Within brackets its weight is
 *   multiplied as well, which makes it an ordinary word of that weight: write it outside of them.
 * - Neighbours of the same weight are one piece; there is always at least one.
 *
 * Weights are products in double precision from left to right, so 1.1 three times is 1.3310000000000004. `[a:b:0.5]`,
 * `[a|b]` and `AND` have no meaning of their own here.
 *
 * @throws PromptWeightError for a number with two points, or without digits
 */
export function parsePromptAttention(prompt: string): WeightedText[] {
  const pieces: WeightedText[] = [];
  const round: number[] = [];
  const square: number[] = [];
  for (const match of prompt.matchAll(PIECES)) {
    const text = match[0];
    const written = match.groups?.weight;
    if (text.startsWith('\\')) pieces.push({ text: text.slice(1), weight: 1 });
    else if (text === '(') round.push(pieces.length);
    else if (text === '[') square.push(pieces.length);
    else if (written !== undefined && round.length > 0) multiply(pieces, round.pop()!, parseWeight(written));
    else if (text === ')' && round.length > 0) multiply(pieces, round.pop()!, ROUND_BRACKET);
    else if (text === ']' && square.length > 0) multiply(pieces, square.pop()!, SQUARE_BRACKET);
    else pieces.push(...splitAtBreaks(text));
  }
  for (const start of round) multiply(pieces, start, ROUND_BRACKET);
  for (const start of square) multiply(pieces, start, SQUARE_BRACKET);
  return mergeNeighbours(pieces);
}

/** Whether a piece starts a new chunk. */
export function isBreak({ text, weight }: WeightedText): boolean {
  return text === 'BREAK' && weight === -1;
}

function multiply(pieces: readonly WeightedText[], start: number, factor: number): void {
  for (const piece of pieces.slice(start)) piece.weight *= factor;
}

function parseWeight(written: string): number {
  const weight = Number(written.replace(/\p{Nd}/gu, (digit) => String(readDigit(digit.codePointAt(0)!))));
  if (Number.isNaN(weight)) throw new PromptWeightError(written);
  return weight;
}

/** Unicode has decimal digits in runs of ten, each from 0 to 9. */
function readDigit(codePoint: number): number {
  let before = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(codePoint - before - 1))) before += 1;
  return before % 10;
}

function splitAtBreaks(text: string): WeightedText[] {
  return text
    .split(BREAK)
    .flatMap((part, index) => [...(index === 0 ? [] : [{ text: 'BREAK', weight: -1 }]), { text: part, weight: 1 }]);
}

function mergeNeighbours(pieces: readonly WeightedText[]): WeightedText[] {
  const merged: WeightedText[] = [];
  for (const piece of pieces) {
    const last = merged.at(-1);
    if (last?.weight === piece.weight) last.text += piece.text;
    else merged.push(piece);
  }
  return merged.length > 0 ? merged : [{ text: '', weight: 1 }];
}

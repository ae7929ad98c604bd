import type { Emphasis } from './emphasis.ts';

/**
 * How prompts are read.
 *
 * - `weighted`: with AUTOMATIC1111's weights, in as many chunks as it takes.
 * - `plain`: to the letter, and only as far as the model reads in one run, as diffusers does.
 */
export type PromptSyntax = 'weighted' | 'plain';

/** The settings of a request that say how prompts are read. */
export interface PromptReading {
  /**
   * How all prompts are read. `weighted` (default): with AUTOMATIC1111's weights, `(word)`, `[word]`, `(word:1.3)`, `\(`
   * for a bracket itself, and `BREAK`; prompts longer than the model reads at once are read in chunks. `plain`: to the
   * letter, and only as far as the model reads at once, as diffusers does. A prompt without brackets, backslash and
   * `BREAK` that isn't too long is the same in both.
   */
  readonly promptSyntax?: PromptSyntax;
  /** What weights do, in AUTOMATIC1111's words: `original` (default), `no-norm`, `ignore`, or `none`. */
  readonly emphasis?: Emphasis;
  /** How far back a full chunk may be cut at a comma: less than this many tokens move on, 0 (never) to 74 (default 20). */
  readonly commaBacktrack?: number;
}

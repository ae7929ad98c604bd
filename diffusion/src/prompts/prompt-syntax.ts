/**
 * How prompts are read.
 *
 * - `weighted`: with AUTOMATIC1111's weights, in as many chunks as it takes.
 * - `plain`: to the letter, and only as far as the model reads in one run, as diffusers does.
 */
export type PromptSyntax = 'weighted' | 'plain';

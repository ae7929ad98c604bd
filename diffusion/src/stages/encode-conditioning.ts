import { isGuided } from '../guidance/classifier-free-guidance.ts';
import { createGuidanceEmbedding } from '../guidance/guidance-embedding.ts';
import type { ModelParts, TextEncoderPart } from '../model-folder/model-contents.ts';
import type { Network } from '../onnx/network.ts';
import type { FloatTensor } from '../onnx/tensor.ts';
import type { ReadPrompts } from '../pipelines/read-prompts.ts';
import type { ResolvedSettings } from '../pipelines/text-to-image-types.ts';
import { type EncodedPrompt, padPrompts } from '../prompts/encoded-prompt.ts';
import { type Conditioning, createConditioning } from './conditioning.ts';
import { type EncodedText, encodePrompt } from './encode-prompt.ts';

/** What `encodeConditioning` needs. */
export interface ConditioningOptions {
  readonly parts: ModelParts;
  readonly settings: ResolvedSettings;
  readonly prompts: ReadPrompts;
  /** Whether the request has a negative prompt; without one some families take zeros. */
  readonly hasNegative: boolean;
  readonly isImageToImage: boolean;
  readonly getNetwork: (component: string) => Promise<Network>;
}

/** The conditioning of a request, and the time in ONNX Runtime. */
export interface EncodedConditioning {
  readonly conditioning: Conditioning;
  readonly elapsed: number;
}

/**
 * What the U-Net is steered with: the prompt by all of the model's text encoders, their states side by side; under
 * classifier-free guidance the negative prompt as well; for distilled models the guidance scale instead.
 */
export async function encodeConditioning(options: ConditioningOptions): Promise<EncodedConditioning> {
  const { parts, settings, isImageToImage } = options;
  const { family, guidanceWidth, hasScore } = parts;
  const terms = { isImageToImage, hasScore, size: settings.sizeConditioning };
  const { positive, negative } = findEncodedPrompts(options);
  const text = await encodeText(options, positive, settings.clipSkip);
  const inputs = family.createInputs(text, { side: 'positive', ...terms });
  if (guidanceWidth !== undefined) {
    const timestep_cond = createGuidanceEmbedding(settings.guidanceScale, guidanceWidth);
    return { conditioning: createConditioning({ ...inputs, timestep_cond }, undefined), elapsed: text.elapsed };
  }
  if (negative === undefined) return { conditioning: createConditioning(inputs, undefined), elapsed: text.elapsed };
  const negativeText = negative === 'zeros' ? clearText(text) : await encodeText(options, negative, 0);
  const negativeInputs = family.createInputs(negativeText, { side: 'negative', ...terms });
  return {
    conditioning: createConditioning(inputs, negativeInputs),
    elapsed: text.elapsed + negativeText.elapsed,
  };
}

/** The prompts to encode, all of the same number of chunks; the negative one is there under guidance only. */
function findEncodedPrompts({ parts, settings, prompts, hasNegative }: ConditioningOptions): {
  readonly positive: readonly EncodedPrompt[];
  readonly negative: readonly EncodedPrompt[] | 'zeros' | undefined;
} {
  const positive = prompts.positive.map(({ encoded }) => encoded);
  if (parts.guidanceWidth !== undefined || !isGuided(settings.guidanceScale)) {
    return { positive: padPrompts(positive), negative: undefined };
  }
  if (parts.zeroesEmptyNegative && !hasNegative) return { positive: padPrompts(positive), negative: 'zeros' };
  const all = padPrompts([...positive, ...prompts.negative.map(({ encoded }) => encoded)]);
  return { positive: all.slice(0, positive.length), negative: all.slice(positive.length) };
}

/** One prompt by all text encoders: states side by side, and the pooled embedding of the last that gives one. */
async function encodeText(
  { parts, getNetwork }: ConditioningOptions,
  prompts: readonly EncodedPrompt[],
  clipSkip: number,
): Promise<EncodedText> {
  const texts: EncodedText[] = [];
  for (const [index, part] of parts.textEncoders.entries()) {
    const hidden = nameStates(part, clipSkip);
    const wanted = part.pooled ? { hidden, pooled: 'text_embeds' } : { hidden };
    texts.push(await encodePrompt(await getNetwork(part.component), prompts[index]!, wanted));
  }
  return {
    hidden: joinStates(texts.map((text) => text.hidden)),
    pooled: texts.findLast((text) => text.pooled !== undefined)?.pooled,
    elapsed: texts.reduce((sum, text) => sum + text.elapsed, 0),
  };
}

/** Output of a text encoder with n layers: `hidden_states.0` is what goes into the first layer, .n what leaves the last. */
function nameStates({ states, layers = 0 }: TextEncoderPart, clipSkip: number): string {
  return states === 'last' ? 'last_hidden_state' : `hidden_states.${layers - 1 - clipSkip}`;
}

/** States [1, tokens, width] of several encoders as one, [1, tokens, sum of the widths]. */
function joinStates(states: readonly FloatTensor[]): FloatTensor {
  const [first] = states;
  if (states.length === 1) return first!;
  const tokens = first!.dims[1]!;
  const widths = states.map((state) => state.dims[2]!);
  const width = widths.reduce((sum, each) => sum + each, 0);
  const data = new Float32Array(tokens * width);
  let column = 0;
  for (const [index, state] of states.entries()) {
    const own = widths[index]!;
    for (let token = 0; token < tokens; token += 1) {
      data.set(state.data.subarray(token * own, (token + 1) * own), token * width + column);
    }
    column += own;
  }
  return { data, dims: [1, tokens, width] };
}

function clearText({ hidden, pooled }: EncodedText): EncodedText {
  const clear = ({ data, dims }: FloatTensor) => ({ data: new Float32Array(data.length), dims });
  return { hidden: clear(hidden), pooled: pooled && clear(pooled), elapsed: 0 };
}

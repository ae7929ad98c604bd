import { ModelRunError } from '../errors.ts';
import type { Network } from '../onnx/network.ts';
import { TOKEN_VECTORS, TOKEN_VECTORS_MASK } from '../onnx/open-token-embeddings.ts';
import type { FloatTensor, Tensor } from '../onnx/tensor.ts';
import { applyEmphasis } from '../prompts/emphasis.ts';
import type { EncodedPrompt, PromptChunk } from '../prompts/encoded-prompt.ts';

/** Which outputs of a text encoder a family of models reads. */
export interface EncoderOutputs {
  /** One state per token, such as `last_hidden_state` or the penultimate `hidden_states.11`. */
  readonly hidden: string;
  /** One vector for the whole prompt, such as `text_embeds`; not every family wants it. */
  readonly pooled?: string;
}

/** A prompt as one text encoder sees it, and the time in ONNX Runtime. */
export interface EncodedText {
  /** [1, tokens, width]: the states of all chunks, one after the other. */
  readonly hidden: FloatTensor;
  /** [1, width], of the first chunk; there when it was asked for. */
  readonly pooled: FloatTensor | undefined;
  readonly elapsed: number;
}

/**
 * Run one text encoder on a prompt's chunks, one by one, and weigh each chunk's states as the prompt says.
 * Throws `ModelRunError` when it lacks an output that is asked for.
 */
export async function encodePrompt(
  textEncoder: Network,
  prompt: EncodedPrompt,
  wanted: EncoderOutputs,
): Promise<EncodedText> {
  const names = wanted.pooled === undefined ? [wanted.hidden] : [wanted.hidden, wanted.pooled];
  requireOutputs(textEncoder, names);
  const states = new Map<PromptChunk, FloatTensor>();
  let pooled: FloatTensor | undefined;
  let elapsed = 0;
  // Chunks without words are the same object, and cost one run.
  for (const chunk of new Set(prompt.chunks)) {
    const run = await textEncoder.run(createFeeds(textEncoder, chunk), names);
    states.set(chunk, applyEmphasis(run.outputs[wanted.hidden]!, chunk.weights, prompt.emphasis));
    if (wanted.pooled !== undefined) pooled ??= run.outputs[wanted.pooled];
    elapsed += run.elapsed;
  }
  return { hidden: joinStates(prompt.chunks.map((chunk) => states.get(chunk)!)), pooled, elapsed };
}

function createFeeds(textEncoder: Network, chunk: PromptChunk): Record<string, Tensor> {
  const dims = [1, chunk.ids.length];
  const feeds = { input_ids: { data: chunk.ids, dims }, attention_mask: { data: chunk.attentionMask, dims } };
  const width = textEncoder.inputs.find(({ name }) => name === TOKEN_VECTORS)?.shape[2];
  if (typeof width !== 'number') return feeds;
  const vectors = new Float32Array(chunk.ids.length * width);
  const mask = new Array<number>(chunk.ids.length).fill(0);
  for (const { index, vector } of chunk.vectors) {
    vectors.set(vector, index * width);
    mask[index] = 1;
  }
  return {
    ...feeds,
    [TOKEN_VECTORS]: { data: vectors, dims: [...dims, width] },
    [TOKEN_VECTORS_MASK]: { data: mask, dims: [...dims, 1] },
  };
}

function joinStates(states: readonly FloatTensor[]): FloatTensor {
  const [first, ...more] = states;
  if (first === undefined || more.length === 0) return first!;
  const data = new Float32Array(first.data.length * states.length);
  for (const [index, state] of states.entries()) data.set(state.data, index * first.data.length);
  return { data, dims: [1, first.dims[1]! * states.length, first.dims[2]!] };
}

function requireOutputs({ component, outputNames }: Network, wanted: readonly string[]): void {
  const missing = wanted.find((name) => !outputNames.includes(name));
  if (missing === undefined) return;
  throw new ModelRunError(
    component,
    `The network ${component} has no output "${missing}", only ${outputNames.join(', ')}. Export it with hidden states (Optimum does so for pipelines that need them).`,
  );
}

import { ModelRunError } from '../errors.ts';
import type { Network } from '../onnx/network.ts';
import type { FloatTensor } from '../onnx/tensor.ts';
import type { EncodedPrompt } from '../tokenizers/prompt-tokenizer.ts';

/** Which outputs of a text encoder a family of models reads. */
export interface EncoderOutputs {
  /** One state per token, such as `last_hidden_state` or the penultimate `hidden_states.11`. */
  readonly hidden: string;
  /** One vector for the whole prompt, such as `text_embeds`; not every family wants it. */
  readonly pooled?: string;
}

/** A prompt as one text encoder sees it, and the time in ONNX Runtime. */
export interface EncodedText {
  /** [1, tokens, width]. */
  readonly hidden: FloatTensor;
  /** [1, width]; there when it was asked for. */
  readonly pooled: FloatTensor | undefined;
  readonly elapsed: number;
}

/** Run one text encoder on a prompt's tokens. Throws `ModelRunError` when it lacks an output that is asked for. */
export async function encodePrompt(
  textEncoder: Network,
  prompt: EncodedPrompt,
  wanted: EncoderOutputs,
): Promise<EncodedText> {
  const names = wanted.pooled === undefined ? [wanted.hidden] : [wanted.hidden, wanted.pooled];
  requireOutputs(textEncoder, names);
  const dims = [1, prompt.ids.length];
  const { outputs, elapsed } = await textEncoder.run(
    { input_ids: { data: prompt.ids, dims }, attention_mask: { data: prompt.attentionMask, dims } },
    names,
  );
  return {
    hidden: outputs[wanted.hidden]!,
    pooled: wanted.pooled === undefined ? undefined : outputs[wanted.pooled],
    elapsed,
  };
}

function requireOutputs({ component, outputNames }: Network, wanted: readonly string[]): void {
  const missing = wanted.find((name) => !outputNames.includes(name));
  if (missing === undefined) return;
  throw new ModelRunError(
    component,
    `The network ${component} has no output "${missing}", only ${outputNames.join(', ')}. Export it with hidden states (Optimum does so for pipelines that need them).`,
  );
}

import type { Network } from '../onnx/network.ts';
import type { FloatTensor } from '../onnx/tensor.ts';
import type { EncodedPrompt } from '../tokenizers/prompt-tokenizer.ts';

/** A prompt's embeddings, [1, tokens, width], and the time in ONNX Runtime. */
export interface PromptEmbeddings {
  readonly embeddings: FloatTensor;
  readonly elapsed: number;
}

/** Run the text encoder on a prompt's tokens. */
export async function encodePrompt(textEncoder: Network, prompt: EncodedPrompt): Promise<PromptEmbeddings> {
  const dims = [1, prompt.ids.length];
  const { output, elapsed } = await textEncoder.run(
    { input_ids: { data: prompt.ids, dims }, attention_mask: { data: prompt.attentionMask, dims } },
    ['last_hidden_state'],
  );
  return { embeddings: output, elapsed };
}

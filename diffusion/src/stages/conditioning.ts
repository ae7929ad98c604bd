import type { FloatTensor, Tensor } from '../onnx/tensor.ts';

/** What steers the U-Net beside the sample and the timestep. */
export interface Conditioning {
  /** The inputs by name, each with the batch as its first dimension. */
  readonly inputs: Readonly<Record<string, Tensor>>;
  /** 2 under classifier-free guidance, the negative prompt first; otherwise 1. */
  readonly batchSize: 1 | 2;
}

/** One tensor per input for a batch of one: what a prompt comes to. */
export type PromptInputs = Readonly<Record<string, FloatTensor>>;

/** The conditioning for a prompt; with `negative`, for classifier-free guidance between the two. */
export function createConditioning(positive: PromptInputs, negative: PromptInputs | undefined): Conditioning {
  if (negative === undefined) return { inputs: positive, batchSize: 1 };
  const names = Object.keys(positive);
  const inputs = names.map((name) => [name, stack(negative[name]!, positive[name]!)] as const);
  return { inputs: Object.fromEntries(inputs), batchSize: 2 };
}

function stack(first: FloatTensor, second: FloatTensor): FloatTensor {
  const data = new Float32Array(first.data.length + second.data.length);
  data.set(first.data);
  data.set(second.data, first.data.length);
  return { data, dims: [2, ...first.dims.slice(1)] };
}

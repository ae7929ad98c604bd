import type { Tensor as OrtTensor } from 'onnxruntime-node';
import { castInput, readFloats } from './cast-input.ts';
import type { FloatTensor, InputDescription, PerItemNumber, Tensor } from './tensor.ts';

/**
 * The tensors of a loop that runs one network again and again: what a run was given and what it gave in other element
 * types than float32 is written over by the next run, so that only the first run allocates. (float32 inputs are taken
 * as they are. The outputs themselves can't be kept: ONNX Runtime's Node binding makes a new array for each, even where
 * it is given one to write into.)
 */
export class RunBuffers {
  readonly #inputs = new Map<string, OrtTensor>();
  readonly #floats = new Map<string, Float32Array>();

  /** The tensor for an input of the run to come. */
  input(input: InputDescription, value: Tensor | PerItemNumber): OrtTensor {
    const tensor = castInput(input, value, this.#inputs.get(input.name));
    this.#inputs.set(input.name, tensor);
    return tensor;
  }

  /** An output of the run that is over, as float32; valid until the next run. */
  read(name: string, output: OrtTensor): FloatTensor {
    const data = readFloats(output, this.#floats.get(name));
    if (output.type !== 'float32') this.#floats.set(name, data);
    return { data, dims: output.dims };
  }
}

import type { Tensor as OrtTensor } from 'onnxruntime-node';
import { loadOnnxRuntime } from './onnx-runtime.ts';
import type { InputDescription, PerItemNumber, Tensor } from './tensor.ts';

/** The tensor that ONNX Runtime takes for an input: with the declared element type, and for single numbers also rank. */
export function castInput(input: InputDescription, value: Tensor | PerItemNumber): OrtTensor {
  const { data, dims } = 'value' in value ? expandNumber(input, value) : value;
  const { Tensor: OrtTensor } = loadOnnxRuntime();
  switch (input.type) {
    case 'float32':
      return new OrtTensor('float32', data instanceof Float32Array ? data : Float32Array.from(data), dims);
    case 'float64':
      return new OrtTensor('float64', Float64Array.from(data), dims);
    case 'int64':
      return new OrtTensor('int64', BigInt64Array.from(data as ArrayLike<number>, toBigInt), dims);
    case 'int32':
      return new OrtTensor('int32', Int32Array.from(data), dims);
    case 'float16':
      return createHalfTensor(data, dims);
    default:
      throw new Error(`The input "${input.name}" wants elements of type ${input.type}, which can't be given here.`);
  }
}

function toBigInt(value: number): bigint {
  return BigInt(Math.trunc(value));
}

function expandNumber(input: InputDescription, { value, batchSize }: PerItemNumber): Tensor {
  const dims = input.shape.map((size) => (typeof size === 'number' ? size : batchSize));
  const count = dims.reduce((product, size) => product * size, 1);
  return { data: new Array<number>(count).fill(value), dims };
}

/** The Node binding reads half floats only from a Uint16Array, although the Tensor class makes it a Float16Array. */
function createHalfTensor(data: Tensor['data'], dims: readonly number[]): OrtTensor {
  const bits = new Uint16Array(Float16Array.from(data).buffer);
  const tensor = new (loadOnnxRuntime().Tensor)('float16', bits, dims);
  Object.defineProperty(tensor, 'cpuData', { value: bits });
  return tensor;
}

/** A network's output as float32. */
export function readFloats(output: OrtTensor): Float32Array {
  const data: unknown = output.data;
  if (data instanceof Float32Array) return data;
  if (data instanceof Float16Array || data instanceof Float64Array) return Float32Array.from(data);
  if (data instanceof Uint16Array && output.type === 'float16') {
    return Float32Array.from(new Float16Array(data.buffer, data.byteOffset, data.length));
  }
  throw new Error(`It gave elements of type ${output.type}, not floats.`);
}

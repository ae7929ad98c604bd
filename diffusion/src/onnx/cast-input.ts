import type { Tensor as OrtTensor } from 'onnxruntime-node';
import { decodeHalves, encodeHalves } from './half-floats.ts';
import { loadOnnxRuntime } from './onnx-runtime.ts';
import type { InputDescription, PerItemNumber, Tensor } from './tensor.ts';

type Elements = Float32Array | Float64Array | BigInt64Array | Int32Array | Uint16Array;

/** How numbers become elements of a type. */
interface ElementType {
  create(length: number): Elements;
  fill(into: Elements, values: ArrayLike<number>): void;
}

const elementTypes: Readonly<Record<string, ElementType>> = {
  float32: { create: (length) => new Float32Array(length), fill: copyNumbers },
  float64: { create: (length) => new Float64Array(length), fill: copyNumbers },
  int32: { create: (length) => new Int32Array(length), fill: copyNumbers },
  int64: { create: (length) => new BigInt64Array(length), fill: copyIntegers },
  float16: {
    create: (length) => new Uint16Array(length),
    fill: (into, values) => encodeHalves(values, into as Uint16Array),
  },
};

/**
 * The tensor that ONNX Runtime takes for an input: with the declared element type, and for single numbers also rank.
 * float32 data is taken as it is; other data is copied, over `previous`, an earlier tensor for this input, where the
 * size is the same.
 */
export function castInput(input: InputDescription, value: Tensor | PerItemNumber, previous?: OrtTensor): OrtTensor {
  const { data, dims } = 'value' in value ? expandNumber(input, value) : value;
  const type = elementTypes[input.type];
  if (type === undefined) {
    throw new Error(`The input "${input.name}" wants elements of type ${input.type}, which can't be given here.`);
  }
  const reusable = previous !== undefined && hasDims(previous, dims) ? previous : undefined;
  if (input.type === 'float32' && data instanceof Float32Array) {
    return reusable?.data === data ? reusable : createTensor('float32', data, dims);
  }
  const elements = (reusable?.data as Elements | undefined) ?? type.create(data.length);
  type.fill(elements, data);
  return reusable ?? createTensor(input.type, elements, dims);
}

/** Whether a tensor has these dimensions. */
function hasDims(tensor: OrtTensor, dims: readonly number[]): boolean {
  return tensor.dims.length === dims.length && tensor.dims.every((size, axis) => size === dims[axis]);
}

/** A tensor of a type on elements that are kept as they are. */
function createTensor(type: string, elements: Elements, dims: readonly number[]): OrtTensor {
  const tensor = new (loadOnnxRuntime().Tensor)(type as 'float32', elements as Float32Array, dims);
  // The Node binding reads half floats only from a Uint16Array, although the Tensor class makes it a Float16Array.
  if (elements instanceof Uint16Array) Object.defineProperty(tensor, 'cpuData', { value: elements });
  return tensor;
}

/** A network's output as float32; other types are written into `into` where that has the right length. */
export function readFloats(output: OrtTensor, into?: Float32Array): Float32Array {
  const data: unknown = output.data;
  if (data instanceof Float32Array) return data;
  const floats = into?.length === output.size ? into : new Float32Array(output.size);
  if (output.type === 'float16') return decodeHalves(bitsOf(output), floats);
  if (!(data instanceof Float64Array)) throw new Error(`It gave elements of type ${output.type}, not floats.`);
  floats.set(data);
  return floats;
}

/** The bits of a half-precision tensor, which is a Float16Array where the platform has one. */
function bitsOf(tensor: OrtTensor): Uint16Array {
  const { buffer, byteOffset, length } = tensor.data as Uint16Array;
  return new Uint16Array(buffer, byteOffset, length);
}

function copyNumbers(into: Elements, values: ArrayLike<number>): void {
  (into as Float64Array).set(values);
}

function copyIntegers(into: Elements, values: ArrayLike<number>): void {
  const integers = into as BigInt64Array;
  for (let index = 0; index < integers.length; index += 1) integers[index] = BigInt(Math.trunc(values[index]!));
}

function expandNumber(input: InputDescription, { value, batchSize }: PerItemNumber): Tensor {
  const dims = input.shape.map((size) => (typeof size === 'number' ? size : batchSize));
  const count = dims.reduce((product, size) => product * size, 1);
  return { data: new Array<number>(count).fill(value), dims };
}

import { roundToFloat16 } from '@starweave/numerics';

/** Element type of a record's tensors. */
export type RecordDtype = 'float32' | 'float16';

/** The tensors that every record starts from; the element of batch b and rest r counts as r·B + b. */
export interface DummyData {
  readonly sample: Float32Array;
  readonly noise: Float32Array;
  /** The model of the records: sample · t / (t + 1). */
  readonly model: (sample: Float32Array, timestep: number) => Float32Array;
}

/** The dummy tensors of a shape [B, …], flat and row-major. */
export function createDummyData(shape: readonly number[], dtype: RecordDtype): DummyData {
  const round = dtype === 'float16' ? (value: number) => roundToFloat16(Math.fround(value)) : Math.fround;
  const numel = shape.reduce((product, size) => product * size, 1);
  const batch = shape[0] ?? 1;
  const rest = numel / batch;
  const sample = new Float32Array(numel);
  const noise = new Float32Array(numel);
  for (let item = 0; item < batch; item += 1) {
    for (let index = 0; index < rest; index += 1) {
      const count = index * batch + item;
      sample[item * rest + index] = round(count / numel);
      noise[item * rest + index] = round((numel - 1 - count) / numel);
    }
  }
  const model = (input: Float32Array, timestep: number): Float32Array => {
    const time = Math.fround(timestep);
    const divisor = Math.fround(time + 1);
    return input.map((value) => round(round(value * time) / divisor));
  };
  return { sample, noise, model };
}

/** Σ|x| in double precision. */
export function sumOfMagnitudes(values: Float32Array): number {
  return values.reduce((sum, value) => sum + Math.abs(value), 0);
}

import { describe, expect, it } from 'vitest';
import { castInput, readFloats } from './cast-input.ts';

const value = { data: Float32Array.of(1, -2.75), dims: [1, 2] };

describe('castInput', () => {
  it.each([
    ['float32', Float32Array.of(1, -2.75)],
    ['float64', Float64Array.of(1, -2.75)],
    ['int32', Int32Array.of(1, -2)],
    ['int64', BigInt64Array.of(1n, -2n)],
    // 1 is sign 0, exponent 15; −2.75 is sign 1, exponent 16, fraction .375.
    ['float16', Uint16Array.of(0x3c00, 0xc180)],
  ])('gives %s as the network declares it', (type, data) => {
    const tensor = castInput({ name: 'x', type, shape: ['batch', 2] }, value);
    expect(tensor).toMatchObject({ type, dims: [1, 2] });
    expect(tensor.data).toEqual(data);
  });

  it.each([
    ['a scalar', [], [], [981.5]],
    ['a single number', [1], [1], [981.5]],
    ['a number per item of the batch', ['batch'], [2], [981.5, 981.5]],
    ['a column', ['batch', 1], [2, 1], [981.5, 981.5]],
  ])('gives a timestep as %s', (_, shape, dims, data) => {
    const tensor = castInput({ name: 'timestep', type: 'float32', shape }, { value: 981.5, batchSize: 2 });
    expect(tensor.dims).toEqual(dims);
    expect([...(tensor.data as Float32Array)]).toEqual(data);
  });

  it('cuts fractional timesteps for networks that take integers, as numpy does', () => {
    const tensor = castInput({ name: 'timestep', type: 'int64', shape: [] }, { value: 976.889, batchSize: 1 });
    expect(tensor.data).toEqual(BigInt64Array.of(976n));
  });

  it('refuses types that nobody can mean', () => {
    expect(() => castInput({ name: 'x', type: 'string', shape: [] }, value)).toThrow('"x"');
  });
});

describe('readFloats', () => {
  it('gives half and double precision as single', () => {
    for (const type of ['float16', 'float64', 'float32']) {
      const tensor = castInput({ name: 'x', type, shape: [] }, value);
      expect(readFloats(tensor)).toEqual(value.data);
    }
  });
});

import { NumpyRandomState, PhiloxGenerator, roundToFloat16, TorchGenerator } from '@starweave/numerics';
import { type CaseRecord, isObject } from './case-file.ts';
import { Comparison, type Tolerance } from './comparison.ts';
import { type CaseReport, failedCase } from './scheduler-cases.ts';

type Json = Readonly<Record<string, unknown>>;
type Draw = (call: Json, count: number) => ArrayLike<number>;

const GENERATORS: Readonly<Record<string, (seed: bigint) => Draw>> = {
  'torch-cpu': torchDraws,
  'numpy-random-state': numpyDraws,
  'philox-nv': philoxDraws,
};
const TORCH_TYPES = ['float16', 'bfloat16', 'float32', 'float64'] as const;
/** Sums of many exact values, added up in another order. */
const SUM_TOLERANCE: Tolerance = { absolute: 1e-9, relative: 1e-12 };

/** Run one generator case: its calls, in order, on one generator. Never throws. */
export function runRandomCase(record: CaseRecord): CaseReport {
  try {
    return runCalls(record);
  } catch (error) {
    return failedCase(record, error);
  }
}

function runCalls(record: CaseRecord): CaseReport {
  const { generator, seed, calls, tolerance } = record;
  const create = typeof generator === 'string' ? GENERATORS[generator] : undefined;
  if (create === undefined) {
    throw new Error(`"generator" must be one of ${Object.keys(GENERATORS).join(', ')}, but is ${String(generator)}`);
  }
  if (typeof seed !== 'string' && typeof seed !== 'number') throw new Error('"seed" must be a decimal text');
  if (!Array.isArray(calls) || !calls.every(isObject)) throw new Error('"calls" must be a list of calls');
  const draw = create(BigInt(seed));
  const comparison = new Comparison();
  const own = typeof tolerance === 'number' ? tolerance : 0;
  const got = calls.map((call, index) => runCall(draw, call, comparison, { name: `call ${index}`, tolerance: own }));
  return {
    id: record.id,
    passed: comparison.passed && comparison.count > 0,
    expected: calls.map(({ first, last, sum, sumabs }) => ({ first, last, sum, sumabs })),
    got,
    worst_relative_error: comparison.worstRelativeError,
    ...(comparison.passed ? {} : { mismatches: comparison.mismatches }),
  };
}

function runCall(draw: Draw, call: Json, comparison: Comparison, about: { name: string; tolerance: number }) {
  const { first, last, sum, sumabs, n } = call;
  if (typeof n !== 'number') throw new Error(`"n" of ${about.name} must be a number`);
  const values = Array.from(draw(call, n));
  const exact = { absolute: about.tolerance, relative: 0 };
  const summed = { ...SUM_TOLERANCE, absolute: SUM_TOLERANCE.absolute + about.tolerance * n };
  const found = {
    ...(Array.isArray(first) ? { first: values.slice(0, first.length) } : {}),
    ...(Array.isArray(last) ? { last: values.slice(-last.length) } : {}),
    sum: values.reduce((total, value) => total + value, 0),
    sumabs: values.reduce((total, value) => total + Math.abs(value), 0),
  };
  if (Array.isArray(first)) comparison.numbers(`${about.name} first`, first, found.first, exact);
  if (Array.isArray(last)) comparison.numbers(`${about.name} last`, last, found.last, exact);
  if (typeof sum === 'number') comparison.number(`${about.name} sum`, sum, found.sum, summed);
  if (typeof sumabs === 'number') comparison.number(`${about.name} sumabs`, sumabs, found.sumabs, summed);
  return found;
}

function torchDraws(seed: bigint): Draw {
  const generator = new TorchGenerator(seed);
  return (call, count) => {
    const type = TORCH_TYPES.find((candidate) => candidate === (call.dtype ?? 'float32'));
    switch (call.fn) {
      case 'randint':
        return generator.randint(Number(call.low ?? 0), Number(call.high), count);
      case 'randperm':
        return generator.randperm(count);
      case 'rand':
      case 'randn':
        if (type === undefined) throw new Error(`"dtype" must be one of ${TORCH_TYPES.join(', ')}`);
        return generator[call.fn](count, type);
      default:
        throw new Error(`torch-cpu has the functions rand, randn, randint and randperm, but not ${String(call.fn)}`);
    }
  };
}

function numpyDraws(seed: bigint): Draw {
  const generator = new NumpyRandomState(seed);
  return (call, count) => {
    if (call.fn === 'randn' || call.fn === 'rand') return rounded(generator[call.fn](count), call.dtype);
    throw new Error(`numpy-random-state has the functions rand and randn, but not ${String(call.fn)}`);
  };
}

function philoxDraws(seed: bigint): Draw {
  const generator = new PhiloxGenerator(seed);
  return (call, count) => {
    if (call.fn === 'randn') return generator.randn(count);
    throw new Error(`philox-nv has the function randn, but not ${String(call.fn)}`);
  };
}

/** NumPy draws float64; other types are `astype` of it. */
function rounded(values: Float64Array, dtype: unknown): Float64Array {
  if (dtype === 'float32') return values.map(Math.fround);
  return dtype === 'float16' ? values.map(roundToFloat16) : values;
}

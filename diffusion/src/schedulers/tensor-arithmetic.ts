import { roundToFloat16 } from '@starweave/numerics';

/** One part of a weighted sum of tensors. */
export interface Term {
  readonly scale: number;
  readonly values: Float32Array;
  /** In a float16 run: the tensor is float32 all the same, and so is every sum that it joins. */
  readonly wide?: boolean;
}

/** The sums of tensors that samplers are made of, in one element type, with torch's order of roundings. */
export interface TensorArithmetic {
  /** into = Σ scale · values, added up from left to right. `into` may be one of the terms. */
  weightedSum(into: Float32Array, ...terms: readonly Term[]): Float32Array;
  /** into = (minuend − scale · subtrahend) / divisor, the division last: a divisor of 0 gives ±Infinity. */
  scaledDifference(into: Float32Array, minuend: Float32Array, subtrahend: Term, divisor: number): Float32Array;
  /** into = values / divisor. */
  quotient(into: Float32Array, values: Float32Array, divisor: number): Float32Array;
  /** Round to the element type, in place. */
  round(values: Float32Array): Float32Array;
}

const f32 = Math.fround;
/** torch computes a float16 operation in float32 and rounds its result: twice in all. */
const f16 = (value: number): number => roundToFloat16(f32(value));

/** float32 tensors: factors, products and sums are rounded one by one, as in torch. */
export const float32Arithmetic: TensorArithmetic = {
  weightedSum: (into, ...terms) => {
    const [first, second, ...others] = terms;
    if (first === undefined) return into.fill(0);
    if (second === undefined) scaleInto(into, first);
    else sumInto(into, first, second);
    for (const term of others) addInPlace(into, term);
    return into;
  },
  scaledDifference: (into, minuend, { scale, values }, divisor) => {
    const [factor, by] = [f32(scale), f32(divisor)];
    for (let index = 0; index < into.length; index += 1) {
      into[index] = f32(minuend[index]! - f32(factor * values[index]!)) / by;
    }
    return into;
  },
  quotient: (into, values, divisor) => {
    const by = f32(divisor);
    for (let index = 0; index < into.length; index += 1) into[index] = values[index]! / by;
    return into;
  },
  round: (values) => values,
};

/** float16 tensors, as torch computes with them: factors too are rounded to float16, and every single operation. */
export const float16Arithmetic: TensorArithmetic = {
  weightedSum: (into, ...terms) => {
    for (let index = 0; index < into.length; index += 1) {
      let sum = 0;
      let wide = false;
      for (const [position, term] of terms.entries()) {
        wide ||= term.wide === true;
        const scale = term.wide === true ? f32(term.scale) : f16(term.scale);
        const product = scale * term.values[index]!;
        sum += term.wide === true ? f32(product) : f16(product);
        if (position > 0) sum = wide ? f32(sum) : f16(sum);
      }
      into[index] = sum;
    }
    return into;
  },
  scaledDifference: (into, minuend, { scale, values }, divisor) => {
    for (let index = 0; index < into.length; index += 1) {
      const difference = f16(minuend[index]! - f16(f16(scale) * values[index]!));
      into[index] = f16(difference / f32(divisor));
    }
    return into;
  },
  quotient: (into, values, divisor) => {
    for (let index = 0; index < into.length; index += 1) into[index] = f16(values[index]! / f32(divisor));
    return into;
  },
  round: (values) => {
    for (let index = 0; index < values.length; index += 1) values[index] = roundToFloat16(values[index]!);
    return values;
  },
};

function scaleInto(into: Float32Array, { scale, values }: Term): void {
  const factor = f32(scale);
  for (let index = 0; index < into.length; index += 1) into[index] = factor * values[index]!;
}

function sumInto(into: Float32Array, first: Term, second: Term): void {
  const [firstScale, firstValues] = [f32(first.scale), first.values];
  const [secondScale, secondValues] = [f32(second.scale), second.values];
  for (let index = 0; index < into.length; index += 1) {
    into[index] = f32(firstScale * firstValues[index]!) + f32(secondScale * secondValues[index]!);
  }
}

function addInPlace(into: Float32Array, { scale, values }: Term): void {
  const factor = f32(scale);
  for (let index = 0; index < into.length; index += 1) into[index]! += f32(factor * values[index]!);
}

/** Clamp every element into [−limit, limit], in place. */
export function clampInPlace(values: Float32Array, limit: number): Float32Array {
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index]!;
    if (value > limit) values[index] = limit;
    else if (value < -limit) values[index] = -limit;
  }
  return values;
}

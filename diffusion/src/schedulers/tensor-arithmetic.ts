/** One part of a weighted sum of tensors. */
export interface Term {
  readonly scale: number;
  readonly values: Float32Array;
}

/** into = Σ scale · values, summed in double precision and rounded once. `into` may be one of the terms. */
export function weightedSum(into: Float32Array, ...terms: readonly Term[]): Float32Array {
  const [first, second, third] = terms;
  if (first === undefined) return into.fill(0);
  if (second === undefined) return sumOfOne(into, first);
  if (third === undefined) return sumOfTwo(into, first, second);
  for (let index = 0; index < into.length; index += 1) {
    let sum = 0;
    for (const term of terms) sum += term.scale * term.values[index]!;
    into[index] = sum;
  }
  return into;
}

function sumOfOne(into: Float32Array, { scale, values }: Term): Float32Array {
  for (let index = 0; index < into.length; index += 1) into[index] = scale * values[index]!;
  return into;
}

function sumOfTwo(into: Float32Array, first: Term, second: Term): Float32Array {
  const { scale: firstScale, values: firstValues } = first;
  const { scale: secondScale, values: secondValues } = second;
  for (let index = 0; index < into.length; index += 1) {
    into[index] = firstScale * firstValues[index]! + secondScale * secondValues[index]!;
  }
  return into;
}

/** into = (minuend − scale · subtrahend) / divisor, as one division at the end: a divisor of 0 gives ±Infinity. */
export function scaledDifference(
  into: Float32Array,
  minuend: Float32Array,
  subtrahend: Term,
  divisor: number,
): Float32Array {
  const { scale, values } = subtrahend;
  for (let index = 0; index < into.length; index += 1) {
    into[index] = (minuend[index]! - scale * values[index]!) / divisor;
  }
  return into;
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

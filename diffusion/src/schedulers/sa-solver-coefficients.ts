const f32 = Math.fround;
const f32Exp = (value: number): number => f32(Math.exp(value));

/** A span of half-log-SNR λ that a step covers. */
export interface LambdaSpan {
  readonly start: number;
  readonly end: number;
}

/** What the weights of a step depend on besides λ. */
export interface AdamsKind {
  /** On the clean sample, whose exponential is e^{(1+τ²)λ}; else on the noise, with e^{−λ}. */
  readonly predictsData: boolean;
  /** The noise strength τ. */
  readonly tau: number;
}

/**
 * The weights of model outputs at `nodes` (their λ, newest first) in a step over a span: the integrals of their
 * Lagrange polynomials times an exponential.
 *
 * In float32 with diffusers' order of roundings: the integrals nearly cancel, and the roundings show in the result.
 * Source: S. Xue et al., "SA-Solver", arXiv 2309.05019, equations 14 and 17.
 */
export function computeAdamsWeights(nodes: readonly number[], span: LambdaSpan, kind: AdamsKind): number[] {
  const moments = nodes.map((_, power) =>
    kind.predictsData ? growingMoment(power, span, kind.tau) : decayingMoment(power, span),
  );
  return nodes.map((own, index) => {
    const others = nodes.filter((_, other) => other !== index);
    const scale = others.reduce((product, other) => f32(product * f32(own - other)), 1);
    const highest = nodes.length - 1;
    return elementarySums(others).reduce(
      (sum, coefficient, degree) => f32(sum + f32(f32(coefficient / scale) * moments[highest - degree]!)),
      0,
    );
  });
}

/**
 * What moves from the older to the newer output of a second-order step on the clean sample, for weights that are exact
 * to the third order. `spacing` is the distance of both outputs in λ; a corrector's is the span itself.
 */
export function secondOrderChange({ start, end }: LambdaSpan, tau: number, spacing: number | undefined): number {
  const rate = 1 + tau * tau;
  const stride = f32(end - start);
  const growth = f32Exp(f32(rate * end));
  const excess = f32(f32(f32(stride * rate) - 1) + f32Exp(f32(rate * -stride)));
  if (spacing === undefined) return f32(growth * f32(f32(stride / 2) - f32(excess / f32(rate * rate * stride))));
  const remainder = f32(f32(f32(stride * stride) / 2) - f32(excess / (rate * rate)));
  return f32(f32(growth * remainder) / spacing);
}

/** Coefficients, by descending power, of the product of (λ − root), for up to three roots. */
function elementarySums(roots: readonly number[]): readonly number[] {
  const [a, b, c] = roots;
  if (a === undefined) return [1];
  if (b === undefined) return [1, -a];
  if (c === undefined) return [1, f32(-a - b), f32(a * b)];
  const pairs = f32(f32(f32(a * b) + f32(a * c)) + f32(b * c));
  return [1, f32(f32(-a - b) - c), pairs, -f32(f32(a * b) * c)];
}

/** ∫ λ^p e^{−λ} dλ over the span. */
function decayingMoment(power: number, { start, end }: LambdaSpan): number {
  const growth = f32Exp(f32(end - start));
  const difference = f32(f32(decayingSum(power, start) * growth) - decayingSum(power, end));
  return f32(f32Exp(-end) * difference);
}

/** Σ_k p!/k! λ^k: minus e^λ times the antiderivative of λ^p e^{−λ}. */
function decayingSum(power: number, x: number): number {
  const square = f32(x * x);
  if (power === 0) return 1;
  if (power === 1) return f32(x + 1);
  if (power === 2) return f32(f32(square + f32(2 * x)) + 2);
  return f32(f32(f32(f32(square * x) + f32(3 * square)) + f32(6 * x)) + 6);
}

/** ∫ λ^p e^{cλ} dλ over the span, c = 1 + τ². */
function growingMoment(power: number, { start, end }: LambdaSpan, tau: number): number {
  const rate = 1 + tau * tau;
  const [scaledStart, scaledEnd] = [f32(rate * start), f32(rate * end)];
  const decay = f32Exp(-f32(scaledEnd - scaledStart));
  const difference = f32(growingSum(power, scaledEnd) - f32(growingSum(power, scaledStart) * decay));
  return f32(f32(f32Exp(scaledEnd) * difference) / rate ** (power + 1));
}

/** Σ_k (−1)^{p−k} p!/k! x^k: e^{−x} times the antiderivative of x^p e^x. */
function growingSum(power: number, x: number): number {
  const square = f32(x * x);
  if (power === 0) return 1;
  if (power === 1) return f32(x - 1);
  if (power === 2) return f32(f32(square - f32(2 * x)) + 2);
  return f32(f32(f32(f32(square * x) - f32(3 * square)) + f32(6 * x)) - 6);
}

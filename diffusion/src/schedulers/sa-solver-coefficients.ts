/** A span of half-log-SNR λ that a step covers. */
export interface LambdaSpan {
  readonly start: number;
  readonly end: number;
}

/**
 * The weights of model outputs at `nodes` (their λ, newest first) in a step over a span: the integrals of their
 * Lagrange polynomials times an exponential.
 *
 * `tau` is the noise strength: data prediction integrates (1 + τ²)-scaled e^{(1+τ²)λ}; noise prediction, e^{−λ}.
 * Source: S. Xue et al., "SA-Solver", arXiv 2309.05019, equations 14 and 17.
 */
export function computeAdamsWeights(
  nodes: readonly number[],
  span: LambdaSpan,
  kind: { readonly predictsData: boolean; readonly tau: number },
): number[] {
  const moments = nodes.map((_, power) =>
    kind.predictsData ? growingMoment(power, span, 1 + kind.tau * kind.tau) : decayingMoment(power, span),
  );
  return nodes.map((own, index) => {
    const others = nodes.filter((_, other) => other !== index);
    const scale = others.reduce((product, other) => product * (own - other), 1);
    return polynomialOf(others).reduce((sum, coefficient, power) => sum + (coefficient / scale) * moments[power]!, 0);
  });
}

/** Coefficients, by ascending power, of the product of (λ − root). */
function polynomialOf(roots: readonly number[]): number[] {
  let coefficients = [1];
  for (const root of roots) {
    const lower = coefficients;
    coefficients = [0, ...lower].map((value, power) => value - root * (lower[power] ?? 0));
  }
  return coefficients;
}

/** ∫ λ^p e^{−λ} dλ over the span. */
function decayingMoment(power: number, { start, end }: LambdaSpan): number {
  return Math.exp(-end) * (decayingSum(power, start) * Math.exp(end - start) - decayingSum(power, end));
}

/** Σ_k p!/k! λ^k: minus e^λ times the antiderivative of λ^p e^{−λ}. */
function decayingSum(power: number, lambda: number): number {
  return power === 0 ? 1 : lambda ** power + power * decayingSum(power - 1, lambda);
}

/** ∫ λ^p e^{cλ} dλ over the span. */
function growingMoment(power: number, { start, end }: LambdaSpan, rate: number): number {
  const [scaledStart, scaledEnd] = [rate * start, rate * end];
  const difference = growingSum(power, scaledEnd) - growingSum(power, scaledStart) * Math.exp(scaledStart - scaledEnd);
  return (Math.exp(scaledEnd) * difference) / rate ** (power + 1);
}

/** Σ_k (−1)^{p−k} p!/k! x^k: e^{−x} times the antiderivative of x^p e^x. */
function growingSum(power: number, x: number): number {
  return power === 0 ? 1 : x ** power - power * growingSum(power - 1, x);
}

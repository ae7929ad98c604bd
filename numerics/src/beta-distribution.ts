const CONTINUED_FRACTION_TERMS = 200;
const SMALLEST = Number.MIN_VALUE / Number.EPSILON;
const BISECTIONS = 1100;

/**
 * The quantile function of the beta distribution: the x in [0, 1] below which a share `probability` of
 * Beta(`alpha`, `beta`) lies, as `scipy.stats.beta.ppf(probability, alpha, beta)`.
 *
 * Accurate to about 1e-14 relative. @param probability 0 to 1 @param alpha above 0 @param beta above 0
 */
export function betaQuantile(probability: number, alpha: number, beta: number): number {
  if (probability <= 0) return 0;
  if (probability >= 1) return 1;
  let low = 0;
  let high = 1;
  for (let count = 0; count < BISECTIONS; count += 1) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (regularizedIncompleteBeta(middle, alpha, beta) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The share of Beta(`alpha`, `beta`) below `x`: the regularised incomplete beta function I_x(alpha, beta). */
export function regularizedIncompleteBeta(x: number, alpha: number, beta: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The continued fraction converges fast only on this side; the other one follows from symmetry.
  if (x > (alpha + 1) / (alpha + beta + 2)) return 1 - regularizedIncompleteBeta(1 - x, beta, alpha);
  const logFront = alpha * Math.log(x) + beta * Math.log1p(-x) - logBeta(alpha, beta);
  return (Math.exp(logFront) / alpha) * betaContinuedFraction(x, alpha, beta);
}

/** Lentz's evaluation; source: Press et al., Numerical Recipes, 3rd edition, §6.4. */
function betaContinuedFraction(x: number, alpha: number, beta: number): number {
  let numerator = 1;
  let denominator = 1 / nonZero(1 - ((alpha + beta) * x) / (alpha + 1));
  let fraction = denominator;
  for (let term = 1; term <= CONTINUED_FRACTION_TERMS; term += 1) {
    const even = (term * (beta - term) * x) / ((alpha + 2 * term - 1) * (alpha + 2 * term));
    denominator = 1 / nonZero(1 + even * denominator);
    numerator = nonZero(1 + even / numerator);
    fraction *= denominator * numerator;
    const odd = (-(alpha + term) * (alpha + beta + term) * x) / ((alpha + 2 * term) * (alpha + 2 * term + 1));
    denominator = 1 / nonZero(1 + odd * denominator);
    numerator = nonZero(1 + odd / numerator);
    const change = denominator * numerator;
    fraction *= change;
    if (Math.abs(change - 1) < Number.EPSILON) break;
  }
  return fraction;
}

function nonZero(value: number): number {
  return Math.abs(value) < SMALLEST ? SMALLEST : value;
}

function logBeta(alpha: number, beta: number): number {
  return logGamma(alpha) + logGamma(beta) - logGamma(alpha + beta);
}

const LANCZOS_G = 7;
const LANCZOS_COEFFICIENTS = [
  0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
] as const;

/** ln Γ(x) for x above 0, by Lanczos' approximation (g = 7, 9 terms). */
function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const shifted = x - 1;
  const sum = LANCZOS_COEFFICIENTS.reduce(
    (total, term, index) => total + (index === 0 ? term : term / (shifted + index)),
    0,
  );
  const base = shifted + LANCZOS_G + 0.5;
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(base) - base + Math.log(sum);
}

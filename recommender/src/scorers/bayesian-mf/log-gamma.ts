/** From here Stirling's series is exact to 1e-13. */
const LARGE = 10;

/** ln Γ(x) for x > 0, to 1e-12: Stirling's series, after moving up by Γ(x + 1) = x·Γ(x). */
export function computeLogGamma(x: number): number {
  let product = 1;
  let large = x;
  for (; large < LARGE; large += 1) product *= large;
  const inverse = 1 / large;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188))));
  return (large - 0.5) * Math.log(large) - large + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product);
}

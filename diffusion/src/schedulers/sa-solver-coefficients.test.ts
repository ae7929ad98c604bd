import { describe, expect, it } from 'vitest';
import { computeAdamsWeights } from './sa-solver-coefficients.ts';

/** The same integral by the midpoint rule, as the slow and obvious version. */
function integrate(
  nodes: readonly number[],
  index: number,
  weight: (lambda: number) => number,
  span: [number, number],
) {
  const parts = 20_000;
  const width = (span[1] - span[0]) / parts;
  let sum = 0;
  for (let part = 0; part < parts; part += 1) {
    const lambda = span[0] + (part + 0.5) * width;
    const lagrange = nodes.reduce(
      (product, node, other) => (other === index ? product : (product * (lambda - node)) / (nodes[index]! - node)),
      1,
    );
    sum += lagrange * weight(lambda) * width;
  }
  return sum;
}

describe('computeAdamsWeights', () => {
  const span = { start: -0.5, end: 0.25 };

  it.each([[[-0.5]], [[-0.5, -1.25]], [[-0.5, -1.25, -2]], [[0.25, -0.5, -1.25, -2]]])(
    'integrates the Lagrange polynomials on %j',
    (nodes) => {
      for (const tau of [0, 1]) {
        const weights = computeAdamsWeights(nodes, span, { predictsData: true, tau });
        const growth = (lambda: number) => Math.exp((1 + tau * tau) * lambda);
        for (const [index, weight] of weights.entries()) {
          expect(weight).toBeCloseTo(integrate(nodes, index, growth, [span.start, span.end]), 4);
        }
      }
      const weights = computeAdamsWeights(nodes, span, { predictsData: false, tau: 0 });
      for (const [index, weight] of weights.entries()) {
        const decay = (lambda: number) => Math.exp(-lambda);
        expect(weight).toBeCloseTo(integrate(nodes, index, decay, [span.start, span.end]), 4);
      }
    },
  );
});

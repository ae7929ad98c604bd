import { expect, it } from 'vitest';
import { deisScheduler, integrateLogLagrange } from './deis-scheduler.ts';
import { describeScheduler } from './scheduler.suite.ts';

describeScheduler({ definition: deisScheduler });

it('integrates 1 exactly: weights of all orders sum up to the span of rho', () => {
  // The Lagrange polynomials of any nodes sum up to 1.
  for (const nodes of [
    [2, 3],
    [2, 3, 5],
  ]) {
    const sum = nodes.reduce((total, own, index) => {
      const others = nodes.map((_, step) => nodes[(index + step) % nodes.length]!).slice(1);
      return total + integrateLogLagrange(1.5, own, others) - integrateLogLagrange(2, own, others);
    }, 0);
    expect(sum).toBeCloseTo(-0.5, 4);
  }
});

import { expect, it } from 'vitest';
import { lmsScheduler, multistepCoefficient } from './lms-scheduler.ts';
import { describeScheduler } from './scheduler.suite.ts';

describeScheduler({ definition: lmsScheduler });

it('integrates its polynomials exactly: the weights of one step sum up to its length', () => {
  const sigmas = Float64Array.of(10, 7, 5, 4, 1);
  for (const place of [0, 1, 2, 3]) {
    const order = place + 1;
    const weights = Array.from({ length: order }, (_, age) => multistepCoefficient(sigmas, place, order, age));
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(sigmas[place + 1]! - sigmas[place]!, 10);
  }
});

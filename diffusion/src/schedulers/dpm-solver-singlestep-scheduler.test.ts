import { expect, it } from 'vitest';
import { computeOrders, dpmSolverSinglestepScheduler } from './dpm-solver-singlestep-scheduler.ts';
import { describeScheduler } from './scheduler.suite.ts';

describeScheduler({ definition: dpmSolverSinglestepScheduler });

it.each([
  [9, 3, [1, 2, 3, 1, 2, 3, 1, 2, 1]],
  [10, 3, [1, 2, 3, 1, 2, 3, 1, 2, 3, 1]],
  [11, 3, [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2]],
  [6, 2, [1, 2, 1, 2, 1, 1]],
  [7, 2, [1, 2, 1, 2, 1, 2, 1]],
  [3, 1, [1, 1, 1]],
])('groups %i steps of order %i as the paper does, lower orders last', (steps, order, orders) => {
  const config = { solver_order: order, lower_order_final: true, final_sigmas_type: 'sigma_min' } as const;
  expect(computeOrders(steps, config)).toEqual(orders);
});

import { saSolverScheduler } from './sa-solver-scheduler.ts';
import { describeScheduler } from './scheduler.suite.ts';

describeScheduler({ definition: saSolverScheduler });

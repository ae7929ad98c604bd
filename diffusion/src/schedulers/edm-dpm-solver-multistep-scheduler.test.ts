import { edmDpmSolverMultistepScheduler } from './edm-dpm-solver-multistep-scheduler.ts';
import { describeScheduler } from './scheduler.suite.ts';

describeScheduler({ definition: edmDpmSolverMultistepScheduler });

import { ddimInverseScheduler } from './ddim-inverse-scheduler.ts';
import { describeScheduler } from './scheduler.suite.ts';

describeScheduler({ definition: ddimInverseScheduler, limitsSteps: true, order: 'ascending' });

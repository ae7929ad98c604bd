import { ddpmScheduler } from './ddpm-scheduler.ts';
import { describeScheduler } from './scheduler.suite.ts';

describeScheduler({ definition: ddpmScheduler, limitsSteps: true });

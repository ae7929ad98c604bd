import { kdpm2Scheduler } from './kdpm2-scheduler.ts';
import { describeScheduler } from './scheduler.suite.ts';

describeScheduler({ definition: kdpm2Scheduler });

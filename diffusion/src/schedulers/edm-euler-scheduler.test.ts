import { edmEulerScheduler } from './edm-euler-scheduler.ts';
import { describeScheduler } from './scheduler.suite.ts';

describeScheduler({ definition: edmEulerScheduler, options: { churn: 2 } });

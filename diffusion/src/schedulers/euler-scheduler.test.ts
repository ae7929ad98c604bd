import { eulerScheduler } from './euler-scheduler.ts';
import { describeScheduler } from './scheduler.suite.ts';

describeScheduler({ definition: eulerScheduler, options: { churn: 2 } });

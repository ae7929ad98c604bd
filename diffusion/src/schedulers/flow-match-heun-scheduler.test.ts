import { flowMatchHeunScheduler } from './flow-match-heun-scheduler.ts';
import { describeScheduler } from './scheduler.suite.ts';

describeScheduler({ definition: flowMatchHeunScheduler, options: { churn: 2 }, predicts: false });

import { eulerAncestralScheduler } from './euler-ancestral-scheduler.ts';
import { describeScheduler } from './scheduler.suite.ts';

describeScheduler({ definition: eulerAncestralScheduler });

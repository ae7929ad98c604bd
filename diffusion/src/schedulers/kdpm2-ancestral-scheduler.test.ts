import { kdpm2AncestralScheduler } from './kdpm2-ancestral-scheduler.ts';
import { describeScheduler } from './scheduler.suite.ts';

describeScheduler({ definition: kdpm2AncestralScheduler, order: 'mixed' });

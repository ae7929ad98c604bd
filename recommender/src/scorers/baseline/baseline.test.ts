import { describe } from 'vitest';
import { describeScorer } from '../scorer.suite.ts';
import { baseline } from './baseline.ts';

describe('by alternating least squares', () => describeScorer(baseline, { foldInTolerance: 1e-12 }));
describe('by gradient', () => describeScorer(baseline, { parameters: { method: 'sgd', epochs: 30 } }));

import { describe, expect, it } from 'vitest';
import { EvaluationError } from '../errors.ts';
import { compareEvaluations } from './compare-evaluations.ts';
import type { CaseResult } from './evaluate-files.ts';

const actual = Float64Array.of(4, 3, 5, 2, 1);
type Judged = Parameters<typeof compareEvaluations>[0];

/** An evaluation in two folds, of three ratings and of two. */
function createEvaluation(errors: readonly number[], userIds: readonly number[] = [1, 1, 2, 2, 3]): Judged {
  const cases = [
    [0, 3],
    [3, 5],
  ].map(([start, end]) => {
    const predictions = {
      userIds: Uint32Array.from(userIds.slice(start, end)),
      itemIds: Uint32Array.of(7, 8, 9).subarray(0, end! - start!),
      actual: actual.slice(start, end),
      predicted: actual.slice(start, end).map((rating, row) => rating + errors[start! + row]!),
    };
    return { predictions } as CaseResult;
  });
  const spread = (mean: number) => ({ mean, deviation: 0 });
  return { cases, rmse: spread(1.5), mae: spread(errors[0]!), ranking: undefined };
}

describe('compareEvaluations', () => {
  it('tests the errors rating by rating over all folds, as SciPy does', () => {
    const [rmse, mae, ...others] = compareEvaluations(
      createEvaluation([0.5, 1, 0.25, 2, 0.1]),
      createEvaluation([-1, 0.6, 0.3, 1.2, -0.95]),
    );
    // scipy.stats.ttest_rel and wilcoxon of [.5, 1, .25, 2, .1] and [1, .6, .3, 1.2, .95], for RMSE of their squares.
    expect(rmse).toMatchObject({ figure: 'rmse', difference: 0 });
    expect(rmse!.t.pValue).toBeCloseTo(0.650910411, 8);
    expect(mae).toMatchObject({ figure: 'mae', difference: 1.5 });
    expect(mae!.t.pValue).toBeCloseTo(0.899449526, 8);
    expect(mae!.ranks.pValue).toBeCloseTo(0.8125, 8);
    expect(others).toEqual([]);
  });

  it('refuses other ratings', () => {
    const [first, second] = [createEvaluation([1, 1, 1, 1, 1]), createEvaluation([1, 1, 1, 1, 1], [1, 1, 2, 3, 2])];
    expect(() => compareEvaluations(first, second)).toThrow(EvaluationError);
    expect(() => compareEvaluations(first, { ...second, cases: first.cases.slice(0, 1) })).toThrow('the same');
  });
});

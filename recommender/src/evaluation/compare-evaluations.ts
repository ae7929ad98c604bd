import { EvaluationError } from '../errors.ts';
import type { CaseResult, EvaluationReport } from './evaluate-files.ts';
import { type PairedTest, testPairedMeans, testSignedRanks } from './paired-tests.ts';

/** Whether two methods differ in one figure by more than chance. */
export interface FigureComparison {
  readonly figure: 'rmse' | 'mae' | 'ndcg';
  /** The first method's less the second's: of RMSE and MAE less is better, of nDCG more. */
  readonly difference: number;
  /** Student's t on the differences of rating by rating, or of person by person for nDCG. */
  readonly t: PairedTest;
  /** Wilcoxon's signed ranks on the same differences. */
  readonly ranks: PairedTest;
}

/** What tests are done on; all folds of an evaluation one after the other. */
type Judged = Pick<EvaluationReport, 'cases' | 'rmse' | 'mae' | 'ranking'>;

/**
 * Hold two evaluations on the same held-out ratings against each other, pair by pair: squared errors for RMSE, absolute ones for
 * MAE, and each list's nDCG where lists were judged.
 *
 * @throws EvaluationError when they weren't held against the same ratings
 */
export function compareEvaluations(first: Judged, second: Judged): readonly FigureComparison[] {
  requireSameRatings(first.cases, second.cases);
  const compare = (figure: FigureComparison['figure'], difference: number, list: (one: CaseResult) => number[]) => {
    const [own, other] = [first.cases.flatMap(list), second.cases.flatMap(list)];
    return { figure, difference, t: testPairedMeans(own, other), ranks: testSignedRanks(own, other) };
  };
  const errors = ({ predictions: { predicted, actual } }: CaseResult) =>
    Array.from(predicted, (rating, row) => rating - actual[row]!);
  const comparisons: FigureComparison[] = [
    compare('rmse', first.rmse.mean - second.rmse.mean, (one) => errors(one).map((error) => error ** 2)),
    compare('mae', first.mae.mean - second.mae.mean, (one) => errors(one).map(Math.abs)),
  ];
  if (first.ranking === undefined || second.ranking === undefined) return comparisons;
  const listNdcg = ({ ranking }: CaseResult) => ranking?.qualities.map(({ ndcg }) => ndcg) ?? [];
  return [...comparisons, compare('ndcg', first.ranking.ndcg - second.ranking.ndcg, listNdcg)];
}

function requireSameRatings(first: readonly CaseResult[], second: readonly CaseResult[]): void {
  const isSame =
    first.length === second.length &&
    first.every(({ predictions: own }, index) => {
      const { predictions: other } = second[index]!;
      return hasSame(own.userIds, other.userIds) && hasSame(own.itemIds, other.itemIds);
    });
  if (isSame) return;
  throw new EvaluationError(
    'Only evaluations on the same held-out ratings can be compared: take the same files, cut and seed.',
  );
}

function hasSame(first: Uint32Array, second: Uint32Array): boolean {
  return first.length === second.length && first.every((value, index) => value === second[index]);
}

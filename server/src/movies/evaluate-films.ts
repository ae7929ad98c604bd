import type { EvaluationReport, EvaluationRequest, FigureComparison, ScorerParameters } from '@starweave/recommender';
import { version } from '../version.ts';

/** What to evaluate: a request of the recommender, without what the process itself knows. */
export interface FilmEvaluationRequest extends Omit<EvaluationRequest, 'clock' | 'versions'> {
  /** Another scorer to hold it against, on the same files, cut and seed. */
  readonly against?: { readonly algorithm: string; readonly parameters: ScorerParameters } | undefined;
}

/** How a scorer did, and what it cost this process. */
export interface FilmEvaluation extends EvaluationReport {
  /** The protocol card as text. */
  readonly cardText: string;
  /** The most memory that this process has held so far. */
  readonly peakResidentBytes: number;
  /** How the other scorer did, and whether the two differ by more than chance. */
  readonly against?: { readonly report: EvaluationReport; readonly comparisons: readonly FigureComparison[] };
}

/**
 * Fit and judge a scorer on files of ratings, in this process.
 *
 * @throws the recommender's errors, each with a `code` and a message to be read
 */
export async function evaluateFilms({ against, ...request }: FilmEvaluationRequest): Promise<FilmEvaluation> {
  // Other commands come through the same door and need none of it.
  const { compareEvaluations, evaluateFiles, formatProtocolCard } = await import('@starweave/recommender');
  const versions = { starweave: version, node: process.version };
  const asked = { ...request, clock: () => performance.now(), versions };
  const report = await evaluateFiles(asked);
  const peakResidentBytes = process.resourceUsage().maxRSS * 1024;
  const evaluation = { ...report, cardText: formatProtocolCard(report.card), peakResidentBytes };
  if (against === undefined) return evaluation;
  const other = await evaluateFiles({ ...asked, ...against });
  return { ...evaluation, against: { report: other, comparisons: compareEvaluations(report, other) } };
}

import type { EvaluationReport, EvaluationRequest } from '@starweave/recommender';
import { version } from '../version.ts';

/** What to evaluate: a request of the recommender, without what the process itself knows. */
export type FilmEvaluationRequest = Omit<EvaluationRequest, 'clock' | 'versions'>;

/** How a scorer did, and what it cost this process. */
export interface FilmEvaluation extends EvaluationReport {
  /** The protocol card as text. */
  readonly cardText: string;
  /** The most memory that this process has held so far. */
  readonly peakResidentBytes: number;
}

/**
 * Fit and judge a scorer on files of ratings, in this process.
 *
 * @throws the recommender's errors, each with a `code` and a message to be read
 */
export async function evaluateFilms(request: FilmEvaluationRequest): Promise<FilmEvaluation> {
  // Other commands come through the same door and need none of it.
  const { evaluateFiles, formatProtocolCard } = await import('@starweave/recommender');
  const versions = { starweave: version, node: process.version };
  const report = await evaluateFiles({ ...request, clock: () => performance.now(), versions });
  const peakResidentBytes = process.resourceUsage().maxRSS * 1024;
  return { ...report, cardText: formatProtocolCard(report.card), peakResidentBytes };
}

import type { BrowserContext } from 'playwright-core';

export interface ProblemOptions {
  /** Whether an answer with an error status is one, of which the browser itself writes to the console. */
  readonly countsFailedLoads?: boolean;
}

/**
 * Fills a list with what goes wrong on any page of a context, as it happens: uncaught errors, and errors on the console.
 *
 * While the server starts or is away, and for what doesn't exist, pages draw that state; so answers with an error status
 * count only on request.
 */
export function collectProblems(context: BrowserContext, { countsFailedLoads = false }: ProblemOptions = {}): string[] {
  const problems: string[] = [];
  context.on('weberror', (webError) => problems.push(webError.error().message));
  context.on('console', (message) => {
    const isFailedLoad = message.text().includes('Failed to load resource');
    if (message.type() === 'error' && (countsFailedLoads || !isFailedLoad)) problems.push(message.text());
  });
  return problems;
}

/** What has to be known to read a result, and to get it again. */
export interface ProtocolCard {
  readonly algorithm: string;
  readonly parameters: Readonly<Record<string, number | string | boolean>>;
  /** How training and test ratings were told apart, as in `5 folds, seed 0`. */
  readonly split: string;
  readonly seed: number;
  /** SHA-256 of the training ratings; one for each fold. */
  readonly dataHashes: readonly string[];
  /** Ratings, users and items of the first fit, and the ratings that it was held against. */
  readonly trainCount: number;
  readonly testCount: number;
  readonly userCount: number;
  readonly itemCount: number;
  /** What was left out or added: bad lines, duplicates, relevance, candidates. */
  readonly filters: readonly string[];
  readonly versions: Readonly<Record<string, string>>;
}

/** The card as lines of text for people. */
export function formatProtocolCard(card: ProtocolCard): string {
  const join = (facts: Readonly<Record<string, number | string | boolean>>) =>
    Object.entries(facts)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ') || 'none';
  const lines = [
    ['algorithm', card.algorithm],
    ['parameters', join(card.parameters)],
    ['split', card.split],
    ['seed', String(card.seed)],
    [
      'ratings',
      `${card.trainCount} by ${card.userCount} users of ${card.itemCount} items, tested on ${card.testCount}`,
    ],
    ['data', card.dataHashes.map((hash) => hash.slice(0, 16)).join(' ')],
    ['filters', card.filters.join('; ') || 'none'],
    ['versions', join(card.versions)],
  ] as const;
  return lines.map(([name, value]) => `${name.padEnd(12)}${value}`).join('\n');
}

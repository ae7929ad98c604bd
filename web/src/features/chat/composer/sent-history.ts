/**
 * Which earlier message the arrow keys bring back. `at` counts from 0, the last one sent; undefined is the field as
 * it was. Going up ends at the oldest, going down at undefined.
 */
export function recallSent(
  sent: readonly string[],
  at: number | undefined,
  direction: 'older' | 'newer',
): number | undefined {
  if (direction === 'older') return sent.length === 0 ? undefined : Math.min(sent.length - 1, (at ?? -1) + 1);
  return at === undefined || at === 0 ? undefined : at - 1;
}

/** What was sent, the last first, without repetitions in a row. */
export function listSent(texts: readonly string[]): readonly string[] {
  return texts.filter((text, index) => text !== texts[index + 1]).toReversed();
}

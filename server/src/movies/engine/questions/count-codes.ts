/** Counts of ratings from half a star to five. */
export function countCodes(codes: Uint8Array): readonly number[] {
  const counts = new Array<number>(10).fill(0);
  for (const code of codes) counts[code - 1]! += 1;
  return counts;
}

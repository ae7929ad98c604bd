/** Counts of ratings from half a star to five. */
export function countCodes(codes: Uint8Array): readonly number[] {
  const counts = new Uint32Array(11);
  for (let at = 0; at < codes.length; at += 1) counts[codes[at]!]! += 1;
  return [...counts.subarray(1)];
}

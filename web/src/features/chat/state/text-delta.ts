/** The text after a delta; undefined where the delta starts beyond its end, so that something in between is missing. */
export function applyTextDelta(
  known: string,
  delta: { readonly offset: number; readonly text: string },
): string | undefined {
  if (delta.offset > known.length) return undefined;
  // A repetition of what is there must not cut off what came after it.
  if (known.startsWith(delta.text, delta.offset)) return known;
  return known.slice(0, delta.offset) + delta.text;
}

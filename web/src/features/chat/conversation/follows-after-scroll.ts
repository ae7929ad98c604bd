/** Closer to the end than this counts as being there. */
const NEAR_PX = 80;

/**
 * Whether a conversation follows its end after it was scrolled: `followed` before, when it was `topPx` from its top. Only going
 * up leaves the end. Being far from it is not enough: content may have grown between a move to the end and the news of it,
 * which WebKit delivers late.
 */
export function followsAfterScroll(
  followed: boolean,
  topPx: number,
  { scrollTop, scrollHeight, clientHeight }: Pick<Element, 'scrollTop' | 'scrollHeight' | 'clientHeight'>,
): boolean {
  if (scrollHeight - clientHeight - scrollTop < NEAR_PX) return true;
  // Positions are fractions of pixels on some screens.
  return followed && scrollTop > topPx - 1;
}

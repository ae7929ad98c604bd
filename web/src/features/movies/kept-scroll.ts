const REST_MS = 120;
/** A page that is still growing after this is left where it is. */
const PATIENCE_MS = 10_000;
const OWN_MOVES = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const;

/** How far the entry of the history in view was scrolled when it was left; `undefined`: it is a new one. */
export function readScrollTop(): number | undefined {
  const state: unknown = window.history.state;
  const { scrollTop } = (typeof state === 'object' && state !== null ? state : {}) as { scrollTop?: unknown };
  return typeof scrollTop === 'number' ? scrollTop : undefined;
}

/** Keeps with the entry of the history in view how far `scroller` is scrolled; answers how to stop. */
export function keepScroll(scroller: HTMLElement): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const keep = () => {
    clearTimeout(timer);
    timer = undefined;
    window.history.replaceState({ scrollTop: scroller.scrollTop }, '');
  };
  const keepSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(keep, REST_MS);
  };
  // A click may lead away before the scrolling has come to rest.
  const keepNow = () => timer !== undefined && keep();
  scroller.addEventListener('scroll', keepSoon, { passive: true });
  scroller.addEventListener('click', keepNow, { capture: true });
  return () => {
    clearTimeout(timer);
    scroller.removeEventListener('scroll', keepSoon);
    scroller.removeEventListener('click', keepNow, { capture: true });
  };
}

/**
 * Scrolls to where a page was left, as soon as it is long enough, and stays there while parts of it still come; the person's
 * own first move ends it. Answers how to stop.
 */
export function scrollBackTo(scroller: HTMLElement, top: number): () => void {
  let leftAt = scroller.scrollTop;
  // What comes above would move what is in view with it, and the place is that of the whole page.
  scroller.style.overflowAnchor = 'none';
  const goThere = () => {
    const mostTop = scroller.scrollHeight - scroller.clientHeight;
    // Somebody drags the scrollbar, which not every browser tells of.
    if (Math.abs(scroller.scrollTop - Math.min(leftAt, mostTop)) > 2) return stop();
    if (mostTop >= top) scroller.scrollTo({ top, behavior: 'instant' });
    leftAt = scroller.scrollTop;
  };
  const growth = new ResizeObserver(goThere);
  const stop = () => {
    clearTimeout(timer);
    growth.disconnect();
    scroller.style.overflowAnchor = '';
    for (const name of OWN_MOVES) scroller.removeEventListener(name, stop);
  };
  const timer = setTimeout(stop, PATIENCE_MS);
  for (const name of OWN_MOVES) scroller.addEventListener(name, stop, { passive: true });
  for (const child of scroller.children) growth.observe(child);
  goThere();
  return stop;
}

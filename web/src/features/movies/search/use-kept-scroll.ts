import { type RefObject, useEffect, useRef } from 'react';

const REST_MS = 120;

/**
 * Keeps with the page's entry in the history how far it was scrolled, and goes there again, once `isReady`, when somebody comes
 * back to it.
 */
export function useKeptScroll(inside: RefObject<HTMLElement | null>, isReady: boolean): void {
  const wanted = useRef(readScrollTop());
  useEffect(() => {
    const scroller = findScroller(inside.current);
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
  }, [inside]);
  useEffect(() => {
    const top = wanted.current;
    if (!isReady || top === undefined) return;
    wanted.current = undefined;
    // After the area has gone to its top, as it does for every page.
    const frame = requestAnimationFrame(() => findScroller(inside.current).scrollTo({ top, behavior: 'instant' }));
    return () => cancelAnimationFrame(frame);
  }, [inside, isReady]);
}

function readScrollTop(): number | undefined {
  const state: unknown = window.history.state;
  const { scrollTop } = (typeof state === 'object' && state !== null ? state : {}) as { scrollTop?: unknown };
  return typeof scrollTop === 'number' ? scrollTop : undefined;
}

function findScroller(element: HTMLElement | null): HTMLElement {
  for (let at = element; at !== null; at = at.parentElement) {
    if (['auto', 'scroll'].includes(getComputedStyle(at).overflowY)) return at;
  }
  return document.documentElement;
}

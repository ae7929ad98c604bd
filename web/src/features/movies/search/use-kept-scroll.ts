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
      timer = setTimeout(() => window.history.replaceState({ scrollTop: scroller.scrollTop }, ''), REST_MS);
    };
    scroller.addEventListener('scroll', keep, { passive: true });
    return () => {
      clearTimeout(timer);
      scroller.removeEventListener('scroll', keep);
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

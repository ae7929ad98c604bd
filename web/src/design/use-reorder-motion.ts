import { type RefObject, useLayoutEffect, useRef } from 'react';

const MOTION_MS = 420;
const CALM = 'cubic-bezier(0.22, 0.8, 0.3, 1)';

/**
 * Lets the entries of a list glide to their new places when its order changes. Each entry says who it is by `data-entry`;
 * `order` is another text whenever the order is another one. Still for those who want less motion.
 */
export function useReorderMotion(list: RefObject<HTMLElement | null>, order: string): void {
  const places = useRef<ReadonlyMap<string, number>>(new Map());
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new order is what moves entries
  useLayoutEffect(() => {
    const entries = [...(list.current?.querySelectorAll<HTMLElement>('[data-entry]') ?? [])];
    const before = places.current;
    const now = new Map(entries.map((entry) => [entry.dataset.entry ?? '', entry.offsetTop]));
    places.current = now;
    if (window.matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    for (const entry of entries) {
      const from = before.get(entry.dataset.entry ?? '');
      const distance = (from ?? entry.offsetTop) - entry.offsetTop;
      if (distance === 0) continue;
      entry.animate([{ transform: `translateY(${distance}px)` }, {}], { duration: MOTION_MS, easing: CALM });
    }
  }, [order]);
}

import { type RefObject, useLayoutEffect, useRef } from 'react';

/**
 * Keeps the focus in a list when what has it goes: the first link, or what else `wanted` selects, of the entry that is in its
 * place then gets it, or the page's heading where none is left, so that the keyboard goes on where it was. `entries` is another text whenever there are others.
 */
export function useKeptFocus(
  list: RefObject<HTMLElement | null>,
  entries: string,
  wanted = 'a[href]:not([tabindex="-1"])',
): void {
  const last = useRef<{ readonly element: Element; readonly place: number }>(undefined);
  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return;
    const onFocus = ({ target }: FocusEvent) => {
      const place = [...element.children].findIndex((entry) => entry.contains(target as Node));
      last.current = place === -1 ? undefined : { element: target as Element, place };
    };
    element.addEventListener('focusin', onFocus);
    return () => element.removeEventListener('focusin', onFocus);
  }, [list]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other entries are what takes the focus away
  useLayoutEffect(() => {
    const { current } = last;
    if (current === undefined || current.element.isConnected || document.activeElement !== document.body) return;
    const { children } = list.current ?? { children: [] };
    const next = children[Math.min(current.place, children.length - 1)];
    const target = next?.querySelector<HTMLElement>(wanted) ?? document.getElementById('page-heading');
    target?.focus({ preventScroll: true });
  }, [entries]);
}

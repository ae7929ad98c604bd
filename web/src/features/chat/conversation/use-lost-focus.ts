import { type RefObject, useEffect } from 'react';

/**
 * Calls `giveFocus` when what has the focus inside `box` goes, as a button does that its own press makes superfluous: the
 * keyboard would begin at the top of the page. `giveFocus` stays the same function.
 */
export function useLostFocus(box: RefObject<HTMLElement | null>, giveFocus: () => void): void {
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    let last: EventTarget | null = null;
    const onFocus = ({ target }: FocusEvent) => {
      last = target;
    };
    const observer = new MutationObserver(() => {
      if (!(last instanceof Element) || last.isConnected) return;
      last = null;
      if (document.activeElement === document.body) giveFocus();
    });
    element.addEventListener('focusin', onFocus);
    observer.observe(element, { childList: true, subtree: true });
    return () => {
      element.removeEventListener('focusin', onFocus);
      observer.disconnect();
    };
  }, [box, giveFocus]);
}

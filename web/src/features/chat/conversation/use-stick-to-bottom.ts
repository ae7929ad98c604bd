import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { followsAfterScroll } from './follows-after-scroll.ts';

export interface StickToBottom {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly content: RefObject<HTMLDivElement | null>;
  readonly isAtEnd: boolean;
  readonly scrollToEnd: () => void;
}

/**
 * Keeps a scroller at its end while its content grows, until someone scrolls up. Where a page is put in front (the
 * first message changes) what is in view stays in place. A new unsent message goes to the end.
 */
export function useStickToBottom(firstId: string | undefined, unsentCount: number): StickToBottom {
  const scroller = useRef<HTMLElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const sticks = useRef(true);
  const heightPx = useRef(0);
  const topPx = useRef(0);
  const [isAtEnd, setIsAtEnd] = useState(true);
  const scrollToEnd = () => {
    sticks.current = true;
    const element = scroller.current;
    if (element !== null) goToEnd(element, topPx);
    setIsAtEnd(true);
  };

  useEffect(() => {
    const element = scroller.current;
    const inner = content.current;
    if (element === null || inner === null) return;
    const onScroll = () => {
      sticks.current = followsAfterScroll(sticks.current, topPx.current, element);
      topPx.current = element.scrollTop;
      setIsAtEnd(sticks.current);
    };
    const observer = new ResizeObserver(() => {
      if (sticks.current) goToEnd(element, topPx);
      heightPx.current = element.scrollHeight;
    });
    observer.observe(inner);
    observer.observe(element);
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', onScroll);
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the first message is another one
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element !== null && !sticks.current) element.scrollTop += element.scrollHeight - heightPx.current;
  }, [firstId]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when a message is sent
  useLayoutEffect(() => {
    if (unsentCount > 0) scrollToEnd();
  }, [unsentCount]);

  return { scroller, content, isAtEnd, scrollToEnd };
}

function goToEnd(element: HTMLElement, topPx: { current: number }): void {
  element.scrollTop = element.scrollHeight;
  topPx.current = element.scrollTop;
}

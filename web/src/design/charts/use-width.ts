import { type RefObject, useLayoutEffect, useRef, useState } from 'react';

const UNMEASURED_WIDTH = 640;

/** The width of an element in CSS pixels, kept up to date; the last one while it is hidden. */
export function useWidth<Target extends HTMLElement>(): readonly [RefObject<Target | null>, number] {
  const ref = useRef<Target>(null);
  const [width, setWidth] = useState(UNMEASURED_WIDTH);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const measure = () => {
      if (element.clientWidth > 0) setWidth(element.clientWidth);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}

import { type PointerEvent, type RefObject, useEffect, useRef } from 'react';
import { type MapView, panBy, type Size, zoomAt } from './map-view.ts';

type ChangeView = (change: (view: MapView) => MapView) => void;

interface Place {
  readonly x: number;
  readonly y: number;
}

const DRAG_FROM = 4;

/**
 * Moving and enlarging by mouse and touch: drag to move, two fingers to enlarge, Ctrl with the wheel (or a pinch on a
 * touchpad) always, the wheel alone only once the map was clicked, so that it never catches somebody who scrolls past.
 */
export function useMapGestures(field: RefObject<HTMLElement | null>, size: Size, changeView: ChangeView) {
  const pointers = useRef(new Map<number, Place>());
  const travelled = useRef(0);
  useWheel(field, size, changeView);
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    if (pointers.current.size === 0) travelled.current = 0;
    pointers.current.set(event.pointerId, placeOf(event));
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    const before = pointers.current.get(event.pointerId);
    if (before === undefined) return;
    const after = placeOf(event);
    const other = [...pointers.current].find(([id]) => id !== event.pointerId)?.[1];
    pointers.current.set(event.pointerId, after);
    const by = { x: after.x - before.x, y: after.y - before.y };
    travelled.current += Math.hypot(by.x, by.y);
    if (other !== undefined) return changeView((view) => pinch(view, before, after, { other, size }));
    if (travelled.current < DRAG_FROM) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    changeView((view) => panBy(view, by, size));
  };
  const release = (event: PointerEvent<HTMLElement>) => pointers.current.delete(event.pointerId);
  return {
    onPointerDown,
    onPointerMove,
    onPointerUp: release,
    onPointerCancel: release,
    onPointerLeave: release,
    /** Whether the press that just ended moved the map, and so was no click. */
    wasDrag: () => travelled.current >= DRAG_FROM,
  };
}

/** One finger of two moved: the map is enlarged by how much further they are apart, and moved by half the way. */
function pinch(view: MapView, before: Place, after: Place, { other, size }: { other: Place; size: Size }): MapView {
  const factor = distance(after, other) / Math.max(1, distance(before, other));
  const middle = { x: (after.x + other.x) / 2, y: (after.y + other.y) / 2 };
  const moved = panBy(view, { x: (after.x - before.x) / 2, y: (after.y - before.y) / 2 }, size);
  return zoomAt(moved, factor, middle, size);
}

function useWheel(field: RefObject<HTMLElement | null>, size: Size, changeView: ChangeView): void {
  useEffect(() => {
    const element = field.current;
    if (element === null) return;
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !element.contains(document.activeElement)) return;
      event.preventDefault();
      const box = element.getBoundingClientRect();
      const place = { x: event.clientX - box.left, y: event.clientY - box.top };
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      changeView((view) => zoomAt(view, Math.exp(-event.deltaY * lines * 0.0025), place, size));
    };
    // React's own handler is passive and could not keep the page from scrolling.
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [field, size, changeView]);
}

function placeOf(event: PointerEvent<HTMLElement>): Place {
  const box = event.currentTarget.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}

function distance(one: Place, other: Place): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}

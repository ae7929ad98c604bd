import { type KeyboardEvent, type PointerEvent, type ReactNode, type Ref, useEffect, useRef, useState } from 'react';
import { announce } from '../announcer.tsx';
import { drawPoints, type PointLook } from './draw-points.ts';
import { type Direction, findNearestPoint, findNeighbour, type PointPositions } from './point-search.ts';
import { Tooltip } from './tooltip.tsx';
import { useTheme } from './use-theme.ts';

const REACH = 18;
const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};
const NOTHING: readonly number[] = [];

export interface PointFieldProps {
  /** What the points are and how the keys work. */
  readonly label: string;
  readonly width: number;
  readonly height: number;
  readonly positions: PointPositions;
  readonly colors: readonly string[];
  readonly radius: number;
  readonly textOf: (index: number) => string;
  readonly highlighted?: readonly number[];
  /** Below the points: axes. */
  readonly underlay?: ReactNode;
  /** Above the points: names. */
  readonly overlay?: ReactNode;
  /** The point that is pointed at or in focus, for a caller that follows it. */
  readonly onShow?: (index: number | undefined, by: 'pointer' | 'keys') => void;
  /** True: the field took the key. */
  readonly onKey?: (event: KeyboardEvent) => boolean;
  readonly className?: string;
  readonly ref?: Ref<HTMLDivElement>;
}

/**
 * Thousands of points on a canvas. The one under the pointer says its text; a tab stop and the arrow keys go from point to
 * point, and each text is read out.
 */
export function PointField(props: PointFieldProps) {
  const { label, width, height, positions, textOf, highlighted = NOTHING, className = '' } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const { current, show, onPointerMove, onKeyDown } = usePointing(props);
  useDrawing(canvas, props, { highlighted, current });
  return (
    <div
      ref={props.ref}
      role="application"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys work in it.
      tabIndex={0}
      className={`relative rounded-lg ${className}`}
      style={{ width, height }}
      onPointerMove={onPointerMove}
      onPointerDown={onPointerMove}
      onPointerLeave={(event) => {
        // A finger that is lifted leaves too, before its click is told.
        if (event.pointerType === 'mouse') show(undefined);
      }}
      onBlur={() => show(undefined)}
      onKeyDown={onKeyDown}
    >
      <Layer {...{ width, height }}>{props.underlay}</Layer>
      <canvas data-chart="" ref={canvas} className="absolute inset-0" style={{ width, height }} />
      {props.overlay !== undefined && (
        <Layer {...{ width, height }} className="pointer-events-none">
          {props.overlay}
        </Layer>
      )}
      {current !== undefined && (
        <Tooltip text={textOf(current)} x={positions.x[current]!} y={positions.y[current]! - 6} plotWidth={width} />
      )}
    </div>
  );
}

/** Which point is pointed at or in focus, and how the pointer and the keys change that. */
function usePointing({ positions, width, height, textOf, onShow, onKey }: PointFieldProps) {
  const [shown, setShown] = useState<number>();
  const current = shown !== undefined && shown < positions.x.length ? shown : undefined;
  const show = (index: number | undefined, by: 'pointer' | 'keys' = 'pointer') => {
    setShown(index);
    onShow?.(index, by);
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    // While something is dragged, what was pointed at when it began stays.
    if (event.type === 'pointermove' && event.buttons !== 0) return;
    const box = event.currentTarget.getBoundingClientRect();
    show(findNearestPoint(positions, { x: event.clientX - box.left, y: event.clientY - box.top }, REACH));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (onKey?.(event) === true) return event.preventDefault();
    if (event.key === 'Escape') return show(undefined, 'keys');
    const direction = DIRECTIONS[event.key];
    if (direction === undefined || positions.x.length === 0) return;
    event.preventDefault();
    const next =
      current === undefined ? findMiddle(positions, width, height) : findNeighbour(positions, current, direction);
    if (next === undefined) return;
    show(next, 'keys');
    announce(textOf(next));
  };
  return { current, show, onPointerMove, onKeyDown };
}

interface LayerProps {
  readonly width: number;
  readonly height: number;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A drawing below or above the points. */
function Layer({ width, height, className = '', children }: LayerProps) {
  return (
    <svg data-chart="" aria-hidden="true" width={width} height={height} className={`absolute inset-0 ${className}`}>
      {children}
    </svg>
  );
}

function useDrawing(
  canvas: { readonly current: HTMLCanvasElement | null },
  { width, height, positions, colors, radius }: PointFieldProps,
  { highlighted, current }: Pick<PointLook, 'highlighted' | 'current'>,
): void {
  const theme = useTheme();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme is what the colours are read from.
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const frame = requestAnimationFrame(() =>
      drawPoints(element, { width, height }, positions, {
        ...{ colors, radius, highlighted, current },
        outline: resolveColor(element, 'var(--color-ink-faint)'),
        ring: resolveColor(element, 'var(--color-ink)'),
      }),
    );
    return () => cancelAnimationFrame(frame);
  }, [canvas, width, height, positions, colors, radius, theme, highlighted, current]);
}

/** A colour as a canvas takes it: tokens hold light and dark in one, which only an element can tell apart. */
function resolveColor(element: HTMLElement, color: string): string {
  element.style.color = color;
  return getComputedStyle(element).color;
}

function findMiddle(positions: PointPositions, width: number, height: number): number | undefined {
  return findNearestPoint(positions, { x: width / 2, y: height / 2 }, Number.POSITIVE_INFINITY);
}

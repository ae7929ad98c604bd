import type { MapPoint } from '@starweave/contract';
import { type KeyboardEvent, useCallback, useMemo, useRef, useState } from 'react';
import { IconButton } from '../../../../design/button.tsx';
import { PointField } from '../../../../design/charts/point-field.tsx';
import type { PointPositions } from '../../../../design/charts/point-search.ts';
import { colorOfGenre } from '../genre-color.ts';
import { chooseLabels } from './choose-labels.ts';
import {
  centerOn,
  fitPoints,
  isInside,
  type MapView,
  panBy,
  placePoints,
  type Size,
  wholeMap,
  zoomAt,
} from './map-view.ts';
import { useMapGestures } from './use-map-gestures.ts';

const ZOOM_STEP = 1.6;
const PAN_STEP = 60;

export interface FilmMapProps {
  /** The most rated first: their names are written first. */
  readonly points: readonly MapPoint[];
  readonly size: Size;
  readonly view: MapView;
  readonly onView: (change: (view: MapView) => MapView) => void;
  /** Indices of films that a search has found. */
  readonly found: readonly number[];
  readonly onChoose: (point: MapPoint) => void;
}

/** What a point of the map says. */
export function describePoint({ title, year, genre }: MapPoint): string {
  return [year > 0 ? `${title} (${year})` : title, genre].filter((part) => part !== '').join(', ');
}

/** The films as points that can be moved, enlarged, searched and gone through by keys. */
export function FilmMap({ points, size, view, onView, found, onChoose }: FilmMapProps) {
  const field = useRef<HTMLDivElement>(null);
  const fitted = useMemo(() => fitPoints(points, size), [points, size]);
  const positions = useMemo(() => placePoints(fitted, view), [fitted, view]);
  const colors = useMemo(() => points.map(({ genre }) => colorOfGenre(genre)), [points]);
  const { wasDrag, ...gestures } = useMapGestures(field, size, onView);
  const labels = useLabels(points, positions, size, found);
  const [isMoving, setMoving] = useState(false);
  const { shown, onShow } = useShownPoint(fitted, size, onView);
  const choose = () => {
    const point = shown.current === undefined ? undefined : points[shown.current];
    if (point !== undefined) onChoose(point);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      choose();
      return true;
    }
    const change = changeOfKey(event, size);
    if (change !== undefined) onView(change);
    return change !== undefined;
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the field inside takes the keys; this hears the pointer.
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter does the same, in `onKey`.
    <div
      className={`relative overflow-hidden rounded-xl bg-sunken select-none ${isMoving ? 'cursor-grabbing' : 'cursor-crosshair'}`}
      style={{ touchAction: view.zoom > 1 ? 'none' : 'pan-y', height: size.height }}
      onPointerDownCapture={() => setMoving(true)}
      onPointerUpCapture={() => setMoving(false)}
      {...gestures}
      onClick={() => {
        if (!wasDrag()) choose();
      }}
    >
      <PointField
        ref={field}
        label={`Map of ${points.length} films. The arrow keys go from film to film, Enter chooses one, plus and minus enlarge, Shift with the arrow keys moves, 0 shows all.`}
        {...size}
        {...{ positions, colors, highlighted: found, onShow, onKey }}
        radius={radiusOf(points.length, view.zoom)}
        textOf={(index) => describePoint(points[index]!)}
        overlay={<MapLabels labels={labels} />}
      />
      <ZoomButtons size={size} onView={onView} />
    </div>
  );
}

/** The point that is pointed at or in focus; one that keys have reached is brought into view. */
function useShownPoint(fitted: PointPositions, size: Size, onView: FilmMapProps['onView']) {
  const shown = useRef<number>(undefined);
  const onShow = useCallback(
    (index: number | undefined, by: 'pointer' | 'keys') => {
      shown.current = index;
      if (index === undefined || by === 'pointer') return;
      const place = { x: fitted.x[index]!, y: fitted.y[index]! };
      onView((now) =>
        isInside({ x: place.x * now.zoom + now.x, y: place.y * now.zoom + now.y }, size)
          ? now
          : centerOn(now, place, 1, size),
      );
    },
    [fitted, onView, size],
  );
  return { shown, onShow };
}

function MapLabels({ labels }: { readonly labels: ReturnType<typeof useLabels> }) {
  return labels.map(({ index, text, x, y }) => (
    <text
      key={index}
      {...{ x, y, fontSize: 12, textAnchor: 'middle', dominantBaseline: 'central', strokeWidth: 4 }}
      strokeLinejoin="round"
      paintOrder="stroke"
      className="fill-ink stroke-sunken"
    >
      {text}
    </text>
  ));
}

function useLabels(
  points: readonly MapPoint[],
  positions: ReturnType<typeof placePoints>,
  size: Size,
  found: readonly number[],
) {
  return useMemo(() => {
    const order = found.length > 0 ? found : points.map((_, index) => index);
    const titleOf = (index: number) => points[index]?.title ?? '';
    return chooseLabels(order, positions, titleOf, { size, limit: Math.round(size.width / 60) });
  }, [points, positions, size, found]);
}

function radiusOf(count: number, zoom: number): number {
  const base = count > 10_000 ? 1.4 : count > 3000 ? 2 : 3;
  return Math.min(6, base * (1 + Math.log2(zoom) * 0.25));
}

function changeOfKey({ key, shiftKey }: KeyboardEvent, size: Size): ((view: MapView) => MapView) | undefined {
  const middle = { x: size.width / 2, y: size.height / 2 };
  if (key === '+' || key === '=') return (view) => zoomAt(view, ZOOM_STEP, middle, size);
  if (key === '-' || key === '_') return (view) => zoomAt(view, 1 / ZOOM_STEP, middle, size);
  if (key === '0') return () => wholeMap;
  const moves: Readonly<Record<string, { x: number; y: number }>> = {
    ArrowLeft: { x: PAN_STEP, y: 0 },
    ArrowRight: { x: -PAN_STEP, y: 0 },
    ArrowUp: { x: 0, y: PAN_STEP },
    ArrowDown: { x: 0, y: -PAN_STEP },
  };
  const move = shiftKey ? moves[key] : undefined;
  return move === undefined ? undefined : (view) => panBy(view, move, size);
}

function ZoomButtons({ size, onView }: Pick<FilmMapProps, 'size' | 'onView'>) {
  const middle = { x: size.width / 2, y: size.height / 2 };
  const zoom = (factor: number) => onView((view) => zoomAt(view, factor, middle, size));
  const stop = (event: { stopPropagation: () => void }) => event.stopPropagation();
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keeps presses of its buttons from the map.
    // biome-ignore lint/a11y/useKeyWithClickEvents: the buttons have their own keys.
    <div className="absolute top-2 right-2 grid gap-1" onClick={stop} onPointerDown={stop}>
      <IconButton variant="outline" label="Enlarge" icon="plus" onClick={() => zoom(ZOOM_STEP)} />
      <IconButton variant="outline" label="Make smaller" icon="minus" onClick={() => zoom(1 / ZOOM_STEP)} />
      <IconButton variant="outline" label="Show all films" icon="expand" onClick={() => onView(() => wholeMap)} />
    </div>
  );
}

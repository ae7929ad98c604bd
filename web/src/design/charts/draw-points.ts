import type { PointPositions } from './point-search.ts';

export interface PointLook {
  /** `#RRGGBB` of each point. */
  readonly colors: readonly string[];
  /** Pixels. */
  readonly radius: number;
  /** Around each point, so that pale colours stand off a pale ground. */
  readonly outline: string;
  /** Points that are ringed and drawn last; the others step back while there are any. */
  readonly highlighted: readonly number[];
  /** The one that is pointed at: ringed, and nothing else changes. */
  readonly current: number | undefined;
  readonly ring: string;
}

const FAINT = 0.25;
const SOLID = 0.85;

/** Draws points onto a canvas of so many CSS pixels, sharp on every screen. */
export function drawPoints(
  canvas: HTMLCanvasElement,
  size: { readonly width: number; readonly height: number },
  positions: PointPositions,
  look: PointLook,
): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const density = window.devicePixelRatio || 1;
  canvas.width = Math.round(size.width * density);
  canvas.height = Math.round(size.height * density);
  context.scale(density, density);
  context.lineWidth = 0.75;
  context.strokeStyle = look.outline;
  context.globalAlpha = look.highlighted.length > 0 ? FAINT : SOLID;
  for (let index = 0; index < positions.x.length; index += 1) {
    drawPoint(context, positions, index, look);
  }
  context.globalAlpha = 1;
  const ringed = look.current === undefined ? look.highlighted : [...look.highlighted, look.current];
  for (const index of ringed) {
    drawPoint(context, positions, index, look);
    context.strokeStyle = look.ring;
    context.lineWidth = 2;
    context.beginPath();
    context.arc(positions.x[index]!, positions.y[index]!, look.radius + 4, 0, 2 * Math.PI);
    context.stroke();
  }
}

function drawPoint(context: CanvasRenderingContext2D, { x, y }: PointPositions, index: number, look: PointLook): void {
  context.beginPath();
  context.arc(x[index]!, y[index]!, look.radius, 0, 2 * Math.PI);
  context.fillStyle = look.colors[index] ?? look.outline;
  context.fill();
  if (look.radius > 2) context.stroke();
}

export interface AxisTick {
  readonly position: number;
  readonly label: string;
}

export interface ValueAxisProps {
  readonly ticks: readonly AxisTick[];
  /** "left": values grow upwards; "bottom": to the right. */
  readonly side: 'left' | 'bottom';
  /** The box of the drawing's inner part. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** What the values are; beside the axis. */
  readonly name?: string;
}

/** Grid lines across the drawing, with their values at the side. */
export function ValueAxis({ ticks, side, left, right, top, bottom, name }: ValueAxisProps) {
  return (
    <g>
      {ticks.map(({ position, label }) =>
        side === 'left' ? (
          <g key={position}>
            <line x1={left} x2={right} y1={position} y2={position} className="stroke-line" />
            <AxisText x={left - 6} y={position} anchor="end" text={label} />
          </g>
        ) : (
          <g key={position}>
            <line x1={position} x2={position} y1={top} y2={bottom} className="stroke-line" />
            <AxisText x={position} y={bottom + 12} anchor="middle" text={label} />
          </g>
        ),
      )}
      {name !== undefined && side === 'bottom' && <AxisText x={right} y={bottom + 29} anchor="end" text={name} />}
      {name !== undefined && side === 'left' && <AxisText x={0} y={Math.max(6, top - 14)} anchor="start" text={name} />}
    </g>
  );
}

export interface AxisTextProps {
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly text: string;
  readonly strong?: boolean;
}

/** A small text in a drawing, on its middle line. */
export function AxisText({ x, y, anchor, text, strong = false }: AxisTextProps) {
  return (
    <text
      x={x}
      y={y}
      textAnchor={anchor}
      dominantBaseline="central"
      fontSize={12}
      className={strong ? 'fill-ink' : 'fill-ink-soft'}
    >
      {text}
    </text>
  );
}

// Figtree's letters at 12 pixels are about 6.4 wide on average; a little more keeps clear of the marks.
const LETTER_WIDTH = 6.6;

/** About how wide a text of an axis is, in pixels. */
export function estimateTextWidth(text: string): number {
  return text.length * LETTER_WIDTH;
}

/** A text that fits into so many pixels, its end cut off where it must be. */
export function shortenText(text: string, width: number): string {
  const letters = Math.max(2, Math.floor(width / LETTER_WIDTH));
  return text.length <= letters ? text : `${text.slice(0, letters - 1).trimEnd()}…`;
}

const CLEARANCE = 6;

/** Of labels whose middles are `step` pixels apart, every how many-th can be drawn without two of them touching. */
export function chooseLabelStride(labels: readonly string[], step: number): number {
  const widths = labels.map(estimateTextWidth);
  for (let stride = 1; stride < labels.length; stride += 1) {
    const drawn = widths.filter((_, index) => index % stride === 0);
    const touches = drawn.some((width, at) => at > 0 && (width + drawn[at - 1]!) / 2 + CLEARANCE > stride * step);
    if (!touches) return stride;
  }
  return Math.max(1, labels.length);
}

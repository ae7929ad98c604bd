const LARGEST_WIDTH = 240;
const ROOM_ABOVE = 28;

export interface TooltipProps {
  readonly text: string;
  /** The point that it belongs to, in pixels of the plot. */
  readonly x: number;
  readonly y: number;
  readonly plotWidth: number;
}

/** What the mark in focus or under the pointer says. Not read out: the mark carries the same text as its name. */
export function Tooltip({ text, x, y, plotWidth }: TooltipProps) {
  const width = Math.min(LARGEST_WIDTH, plotWidth);
  const share = plotWidth <= 0 ? 0.5 : Math.min(1, Math.max(0, x / plotWidth));
  const below = y < ROOM_ABOVE;
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none absolute z-20"
      style={{
        left: x,
        top: below ? y + 24 : y - 6,
        width: 'max-content',
        maxWidth: width,
        transform: `translate(${-share * 100}%, ${below ? '0' : '-100%'})`,
      }}
    >
      <div className="line-clamp-6 wrap-anywhere rounded-xl border border-line bg-ink px-3 py-1.5 text-sm leading-snug text-paper shadow-lift">
        {text}
      </div>
    </div>
  );
}

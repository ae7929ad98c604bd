import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { stepThroughMarks } from './step-through-marks.ts';
import { Tooltip } from './tooltip.tsx';
import { useWidth } from './use-width.ts';

/** Something in a drawing that can be pointed at and focused: its box in pixels, and what it says. */
export interface Mark {
  readonly key: string;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly text: string;
}

export interface PlotContent {
  readonly drawing: ReactNode;
  readonly marks: readonly Mark[];
}

export interface PlotProps {
  /** What the drawing shows, in a few words. */
  readonly label: string;
  readonly height: number;
  readonly draw: (width: number) => PlotContent;
}

/**
 * A drawing as wide as its place. One tab stop leads to its marks; the arrow keys, Home and End go through them; the mark in
 * focus or under the pointer says its text in a tooltip, which Escape hides.
 */
export function Plot({ label, height, draw }: PlotProps) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const svg = useRef<SVGSVGElement>(null);
  const [stop, setStop] = useState(0);
  const [shown, setShown] = useState<number>();
  const { drawing, marks } = draw(width);
  const mark = shown === undefined ? undefined : marks[shown];
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') return setShown(undefined);
    const next = stepThroughMarks(event.key, Math.min(stop, marks.length - 1), marks.length);
    if (next === undefined) return;
    event.preventDefault();
    svg.current?.querySelector<SVGElement>(`[data-mark="${next}"]`)?.focus();
  };
  return (
    <div ref={ref} className="relative w-full" style={{ height }}>
      <svg data-chart="" aria-hidden="true" width={width} height={height} className="absolute inset-0 overflow-visible">
        {drawing}
      </svg>
      {/* biome-ignore lint/a11y/useSemanticElements: marks of a drawing, not the fields of a form. */}
      <svg
        ref={svg}
        role="group"
        aria-label={label}
        width={width}
        height={height}
        className="absolute inset-0 overflow-visible"
        onKeyDown={onKeyDown}
        onPointerLeave={() => setShown(undefined)}
      >
        {marks.map((one, index) => (
          <MarkBox
            key={one.key}
            mark={one}
            index={index}
            isStop={index === Math.min(stop, marks.length - 1)}
            onShow={setShown}
            onFocus={() => setStop(index)}
          />
        ))}
      </svg>
      {mark !== undefined && <Tooltip text={mark.text} x={mark.left + mark.width / 2} y={mark.top} plotWidth={width} />}
    </div>
  );
}

interface MarkBoxProps {
  readonly mark: Mark;
  readonly index: number;
  /** True: the tab key comes here. */
  readonly isStop: boolean;
  readonly onShow: (index: number | undefined) => void;
  readonly onFocus: () => void;
}

function MarkBox({ mark, index, isStop, onShow, onFocus }: MarkBoxProps) {
  const { text, left, top, width, height } = mark;
  return (
    // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: it is read and does nothing; the keyboard gets to its text as the pointer does.
    <rect
      data-mark={index}
      role="img"
      aria-label={text}
      tabIndex={isStop ? 0 : -1}
      {...{ x: left, y: top, width: Math.max(0, width), height: Math.max(0, height), rx: 4 }}
      className="fill-transparent outline-none hover:fill-ink/5 focus-visible:fill-ink/5 focus-visible:stroke-2 focus-visible:stroke-accent"
      onPointerEnter={() => onShow(index)}
      onFocus={() => {
        onFocus();
        onShow(index);
      }}
      onBlur={() => onShow(undefined)}
    />
  );
}

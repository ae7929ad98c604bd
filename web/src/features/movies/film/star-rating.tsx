import { formatRating } from '@starweave/film-text';
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { Icon } from '../../../design/icon.tsx';
import { ratingAfterKey, ratingAtShare } from './star-choice.ts';
import { StarRow } from './stars.tsx';

/** Arrows pass over ratings that nobody means: the one that they stop at is taken. */
const KEYS_REST_MS = 500;

export interface StarRatingProps {
  /** What is rated, as in "Heat". */
  readonly title: string;
  /** 0.5 to 5; `undefined`: not rated. */
  readonly rating: number | undefined;
  /** `undefined` takes the rating back. */
  readonly onRate: (rating: number | undefined) => void;
  /** Edge of one star in pixels; at least 24 where it is touched. */
  readonly size?: number;
  /** No number and no button that takes the rating back. */
  readonly bare?: boolean;
}

/**
 * Five stars in halves to choose from: by pointer or touch where they are, by arrows, 1 to 5, Home and End on the
 * keyboard, Delete to take the rating back. A slider for people who listen, with the rating in words.
 */
export function StarRating({ title, rating, onRate, size = 26, bare = false }: StarRatingProps) {
  const { shown, field, ...handlers } = useStarChoice(rating, onRate);
  return (
    <span className="inline-flex items-center gap-1.5">
      <span
        ref={field}
        role="slider"
        tabIndex={0}
        aria-label={`Your rating of ${title}`}
        aria-valuemin={0}
        aria-valuemax={5}
        aria-valuenow={shown}
        aria-valuetext={shown === 0 ? 'Not rated' : formatRating(shown, 'words')}
        {...handlers}
        className="inline-flex cursor-pointer touch-pan-y rounded-lg py-1 select-none"
      >
        <StarRow
          isOutlined
          value={shown}
          size={size}
          className={shown === (rating ?? 0) ? 'text-glow' : 'text-accent'}
        />
      </span>
      {!bare && (
        <span className="inline-flex items-center @md:min-w-14 gap-0.5 text-sm font-medium tabular-nums">
          {shown > 0 && <span aria-hidden="true">{shown.toFixed(1)}</span>}
          {rating !== undefined && (
            <button
              type="button"
              aria-label={`Take back your rating of ${title}`}
              title="Take back your rating"
              onClick={() => {
                onRate(undefined);
                // This button goes with the rating.
                field.current?.focus({ preventScroll: true });
              }}
              className="inline-grid size-7 place-items-center rounded-full text-ink-faint hover:bg-accent-wash hover:text-ink"
            >
              <Icon name="close" size={14} />
            </button>
          )}
        </span>
      )}
    </span>
  );
}

function useStarChoice(rating: number | undefined, onRate: (rating: number | undefined) => void) {
  const [preview, setPreview] = useState<number>();
  const field = useRef<HTMLSpanElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const take = (choice: number) => {
    clearTimeout(timer.current);
    timer.current = undefined;
    setPreview(undefined);
    if (choice !== (rating ?? 0)) onRate(choice === 0 ? undefined : choice);
  };
  const ratingUnder = ({ clientX }: PointerEvent) => {
    const box = field.current?.getBoundingClientRect();
    return box === undefined || box.width === 0 ? 0 : ratingAtShare((clientX - box.left) / box.width);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' && preview !== undefined) return take(preview);
    const next = ratingAfterKey(event.key, preview ?? rating ?? 0);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (!event.key.startsWith('Arrow')) return take(next);
    setPreview(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => take(next), KEYS_REST_MS);
  };
  return {
    field,
    shown: preview ?? rating ?? 0,
    onKeyDown,
    onBlur: () => timer.current !== undefined && preview !== undefined && take(preview),
    onPointerDown: (event: PointerEvent) => event.currentTarget.setPointerCapture(event.pointerId),
    onPointerMove: (event: PointerEvent) => setPreview(ratingUnder(event)),
    onPointerUp: (event: PointerEvent) => event.button === 0 && take(ratingUnder(event)),
    onPointerLeave: () => setPreview(undefined),
    onPointerCancel: () => setPreview(undefined),
  };
}

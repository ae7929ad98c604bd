import { formatRating } from '@starweave/film-text';

const STAR = 'm12 2.6 2.87 5.86 6.43.92-4.66 4.55 1.11 6.43L12 17.32l-5.75 3.04 1.11-6.43L2.7 9.38l6.43-.92z';

function Row({ size, className }: { readonly size: number; readonly className: string }) {
  return (
    <svg
      aria-hidden="true"
      width={size * 5}
      height={size}
      viewBox="0 0 120 24"
      className={`block max-w-none ${className}`}
    >
      {[0, 1, 2, 3, 4].map((index) => (
        <path key={index} d={STAR} transform={`translate(${index * 24} 0)`} />
      ))}
    </svg>
  );
}

export interface StarRowProps {
  /** From 0 to 5; fractions show. */
  readonly value: number;
  /** Edge of one star in pixels. */
  readonly size?: number;
  readonly className?: string;
  /** With an outline, where they can be chosen. */
  readonly isOutlined?: boolean;
}

/** Five stars, filled from the left; decorative, so whatever carries them says the rating in words. */
export function StarRow({ value, size = 16, className = 'text-glow', isOutlined = false }: StarRowProps) {
  const percent = Math.min(100, Math.max(0, value * 20));
  return (
    <span className="relative inline-block shrink-0 align-middle" style={{ width: size * 5, height: size }}>
      <Row size={size} className={isOutlined ? 'fill-line/40 stroke-line-strong' : 'fill-line'} />
      <span className={`absolute inset-0 overflow-hidden ${className}`} style={{ width: `${percent}%` }}>
        <Row size={size} className="fill-current" />
      </span>
    </span>
  );
}

export interface StarsProps extends StarRowProps {
  /** What the rating is, for people who listen, as in "Expected". */
  readonly label: string;
}

/** A rating that can't be changed: stars, the number, and both in words. */
export function Stars({ value, label, size = 15 }: StarsProps) {
  return (
    <span
      role="img"
      aria-label={`${label}: ${formatRating(value, 'words')}`}
      className="inline-flex items-center gap-1.5"
    >
      <StarRow value={value} size={size} />
      <span className="text-sm font-medium tabular-nums">{value.toFixed(1)}</span>
    </span>
  );
}

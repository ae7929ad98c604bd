export interface ProgressBarProps {
  /** Its accessible name. */
  readonly label: string;
  /** From 0 to `maximum`; not sent: under way, but nobody knows how far. */
  readonly value?: number | undefined;
  readonly maximum?: number;
  /** What is read out, e.g. "step 3 of 20". */
  readonly valueText?: string;
}

/** A thread that grows from left to right; a running shuttle where the length is unknown. */
export function ProgressBar({ label, value, maximum = 100, valueText }: ProgressBarProps) {
  const isKnown = value !== undefined && maximum > 0;
  const percent = isKnown ? Math.min(100, (value / maximum) * 100) : 0;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={maximum}
      {...(isKnown && { 'aria-valuenow': value })}
      {...(valueText !== undefined && { 'aria-valuetext': valueText })}
      className="h-1.5 w-full overflow-hidden rounded-full bg-line"
    >
      {isKnown ? (
        <div className="thread-fill h-full rounded-full" style={{ width: `${percent}%` }} />
      ) : (
        <div className="thread-shuttle h-full rounded-full" />
      )}
    </div>
  );
}

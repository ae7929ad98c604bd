import { useId } from 'react';

export interface SliderFieldProps {
  readonly label: string;
  readonly value: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly step: number;
  /** What the value means, shown beside the label and read out. */
  readonly valueText: string;
  /** What the two ends mean. */
  readonly ends?: readonly [string, string];
  readonly onChange: (value: number) => void;
}

/** A number that is chosen by moving it. */
export function SliderField({ label, value, minimum, maximum, step, valueText, ends, onChange }: SliderFieldProps) {
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <div className="flex items-baseline justify-between gap-3 text-sm">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        <output htmlFor={id} className="text-ink-soft tabular-nums">
          {valueText}
        </output>
      </div>
      <input
        id={id}
        type="range"
        min={minimum}
        max={maximum}
        step={step}
        value={value}
        aria-valuetext={valueText}
        onChange={({ target }) => onChange(Number(target.value))}
        className="h-6 w-full cursor-pointer"
      />
      {ends !== undefined && (
        <div aria-hidden="true" className="flex justify-between text-xs text-ink-faint">
          <span>{ends[0]}</span>
          <span>{ends[1]}</span>
        </div>
      )}
    </div>
  );
}

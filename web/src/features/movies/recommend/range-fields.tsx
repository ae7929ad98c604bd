import { useId } from 'react';

export interface RangeFieldsProps {
  /** What is bounded, as in "Years". */
  readonly label: string;
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly onChange: (from: number | undefined, to: number | undefined) => void;
  /** Shown where there is no bound. */
  readonly placeholders: readonly [string, string];
  readonly presets: readonly { readonly name: string; readonly from?: number; readonly to?: number }[];
}

/** Two bounds, either of which may be left out, and a few ready-made pairs. */
export function RangeFields({ label, from, to, onChange, placeholders, presets }: RangeFieldsProps) {
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-2 text-sm font-medium">{label}</legend>
      <div className="flex flex-wrap gap-1.5">
        {presets.map((preset) => {
          const isOn = preset.from === from && preset.to === to;
          return (
            <button
              key={preset.name}
              type="button"
              aria-pressed={isOn}
              onClick={() => onChange(preset.from, preset.to)}
              className={`min-h-8 rounded-full border px-3 text-[0.8125rem] transition-colors ${isOn ? 'border-accent bg-accent-wash font-medium text-accent' : 'border-line text-ink-soft hover:border-line-strong'}`}
            >
              {preset.name}
            </button>
          );
        })}
      </div>
      <div className="grid grid-cols-2 gap-2">
        <BoundField
          label={`${label}, from`}
          value={from}
          placeholder={placeholders[0]}
          onChange={(bound) => onChange(bound, to)}
        />
        <BoundField
          label={`${label}, to`}
          value={to}
          placeholder={placeholders[1]}
          onChange={(bound) => onChange(from, bound)}
        />
      </div>
      {from !== undefined && to !== undefined && from > to && (
        <p className="text-[0.8125rem] text-danger">The first is above the second, so nothing can lie between.</p>
      )}
    </fieldset>
  );
}

interface BoundFieldProps {
  readonly label: string;
  readonly value: number | undefined;
  readonly placeholder: string;
  readonly onChange: (value: number | undefined) => void;
}

function BoundField({ label, value, placeholder, onChange }: BoundFieldProps) {
  const id = useId();
  return (
    <span>
      <label htmlFor={id} className="sr-only">
        {label}
      </label>
      <input
        id={id}
        inputMode="numeric"
        autoComplete="off"
        value={value ?? ''}
        placeholder={placeholder}
        onChange={({ target }) => {
          const digits = target.value.replace(/\D/g, '').slice(0, 9);
          onChange(digits === '' ? undefined : Number(digits));
        }}
        className="h-9 w-full rounded-xl border border-line-strong bg-surface px-3 text-sm tabular-nums placeholder:text-ink-faint"
      />
    </span>
  );
}

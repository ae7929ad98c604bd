import { useId, useState } from 'react';

export interface RangeFieldsProps {
  /** What is bounded, as in "Years". */
  readonly label: string;
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly onChange: (from: number | undefined, to: number | undefined) => void;
  /** Shown where there is no bound. */
  readonly placeholders: readonly [string, string];
  readonly presets: readonly { readonly name: string; readonly from?: number; readonly to?: number }[];
  /** A number with fewer is unfinished, as a year is. */
  readonly leastDigits?: number;
}

/** Two bounds, either of which may be left out, and a few ready-made pairs. An unfinished or impossible pair waits. */
export function RangeFields({ label, from, to, onChange, placeholders, presets, leastDigits = 1 }: RangeFieldsProps) {
  const noteId = useId();
  const { texts, problem, change } = useRange(from, to, leastDigits, onChange);
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
              onClick={() => change({ from: textOf(preset.from), to: textOf(preset.to) })}
              className={`min-h-8 rounded-full border px-3 text-[0.8125rem] transition-colors ${isOn ? 'border-accent bg-accent-wash font-medium text-accent' : 'border-line text-ink-soft hover:border-line-strong'}`}
            >
              {preset.name}
            </button>
          );
        })}
      </div>
      <div className="grid grid-cols-2 gap-2">
        {(['from', 'to'] as const).map((end, index) => (
          <BoundField
            key={end}
            label={`${label}, ${end}`}
            text={texts[end]}
            placeholder={placeholders[index] ?? ''}
            {...{ noteId, isWrong: problem !== undefined }}
            onChange={(text) => change({ ...texts, [end]: text })}
          />
        ))}
      </div>
      <p id={noteId} className="text-[0.8125rem] text-danger empty:hidden">
        {problem}
      </p>
    </fieldset>
  );
}

interface Bounds {
  readonly from: string;
  readonly to: string;
}

/** What stands in the two fields; follows the bounds where somebody else changes them, as Back does. */
function useRange(
  from: number | undefined,
  to: number | undefined,
  leastDigits: number,
  onChange: RangeFieldsProps['onChange'],
) {
  const known = { from: textOf(from), to: textOf(to) };
  const [typed, setTyped] = useState({ known, texts: known });
  const isOurs = typed.known.from === known.from && typed.known.to === known.to;
  const texts = isOurs ? typed.texts : known;
  const change = (next: Bounds) => {
    const isTaken = findRangeProblem(next, leastDigits) === undefined;
    setTyped({ known: isTaken ? next : known, texts: next });
    if (isTaken) onChange(boundOf(next.from), boundOf(next.to));
  };
  return { texts, problem: findRangeProblem(texts, leastDigits), change };
}

function findRangeProblem({ from, to }: Bounds, leastDigits: number): string | undefined {
  if ([from, to].some((text) => text !== '' && text.length < leastDigits)) return `Type ${leastDigits} digits.`;
  const [first, last] = [boundOf(from), boundOf(to)];
  const isEmpty = first !== undefined && last !== undefined && first > last;
  return isEmpty ? 'The first is above the second, so nothing can lie between.' : undefined;
}

function textOf(bound: number | undefined): string {
  return bound === undefined ? '' : String(bound);
}

function boundOf(text: string): number | undefined {
  return text === '' ? undefined : Number(text);
}

interface BoundFieldProps {
  readonly label: string;
  readonly text: string;
  readonly placeholder: string;
  readonly isWrong: boolean;
  /** Id of what says why. */
  readonly noteId: string;
  readonly onChange: (text: string) => void;
}

function BoundField({ label, text, placeholder, isWrong, noteId, onChange }: BoundFieldProps) {
  return (
    <input
      aria-label={label}
      aria-invalid={isWrong}
      aria-describedby={noteId}
      inputMode="numeric"
      autoComplete="off"
      value={text}
      placeholder={placeholder}
      onChange={({ target }) =>
        onChange(
          target.value
            .replace(/\D/g, '')
            .replace(/^0+(?=\d)/, '')
            .slice(0, 9),
        )
      }
      className="h-9 w-full min-w-0 rounded-xl border border-line-strong bg-surface px-3 text-sm tabular-nums placeholder:text-ink-faint aria-invalid:border-danger"
    />
  );
}

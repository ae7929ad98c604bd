export interface SwitchProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

/** Something that is on or off at once, without a form. */
export function Switch({ label, checked, onChange }: SwitchProps) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={checked}
      onClick={() => onChange(!checked)}
      className="group inline-flex min-h-9 items-center gap-2.5 rounded-full px-2 text-sm text-ink-soft"
    >
      <span
        className={`relative h-5 w-9 rounded-full border transition-colors ${checked ? 'border-accent bg-accent' : 'border-line-strong bg-sunken'}`}
      >
        <span
          className={`absolute top-0.5 left-0.5 size-3.5 rounded-full transition-transform ${checked ? 'translate-x-4 bg-accent-ink' : 'bg-ink-faint'}`}
        />
      </span>
      {label}
    </button>
  );
}

import { useEffect, useRef } from 'react';
import type { Completion, Suggestion } from './completion.ts';

export interface CompletionMenuProps {
  readonly id: string;
  readonly completion: Completion;
  readonly active: number;
  readonly onTake: (suggestion: Suggestion) => void;
}

/** What could be typed here, above the field; the field keeps the focus. */
export function CompletionMenu({ id, completion, active, onTake }: CompletionMenuProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelectorAll('[role=option]')[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <div className="absolute inset-x-0 bottom-full z-20 mb-2 animate-appear overflow-hidden rounded-2xl border border-line bg-surface shadow-lift">
      <p className="px-4 pt-3 pb-1 text-xs text-ink-faint">{completion.heading}</p>
      <div ref={list} id={id} role="listbox" aria-label={completion.heading} className="max-h-72 overflow-y-auto p-1.5">
        {completion.suggestions.map((suggestion, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field hears the keys
          // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and points here
          <div
            key={suggestion.label}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onTake(suggestion)}
            className={`flex cursor-pointer flex-wrap items-baseline gap-x-2.5 rounded-xl px-3 py-2 text-sm ${index === active ? 'bg-accent-wash' : 'hover:bg-accent-wash/60'}`}
          >
            <span className="font-medium text-accent">{suggestion.label}</span>
            {suggestion.placeholder !== '' && (
              <span className="font-mono text-xs text-ink-faint">{suggestion.placeholder}</span>
            )}
            <span className="text-ink-soft">{suggestion.detail}</span>
          </div>
        ))}
      </div>
    </div>
  );
}

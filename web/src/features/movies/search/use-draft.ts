import { useEffect, useRef, useState } from 'react';

export interface Draft {
  readonly text: string;
  /** Shows at once, and is handed on when typing pauses. */
  readonly change: (text: string) => void;
  /** Hands on what is typed without waiting. */
  readonly flush: () => void;
}

const PAUSE_MS = 180;

/** A field's text, handed on when typing pauses; follows `value` where somebody else changes it, as Back does. */
export function useDraft(value: string, onPause: (text: string) => void): Draft {
  const [text, setText] = useState(value);
  const handedOn = useRef(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef(onPause);
  latest.current = onPause;
  useEffect(() => {
    if (value === handedOn.current) return;
    clearTimeout(timer.current);
    handedOn.current = value;
    setText(value);
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const handOn = (next: string) => {
    clearTimeout(timer.current);
    handedOn.current = next.trim();
    latest.current(next.trim());
  };
  return {
    text,
    change: (next) => {
      setText(next);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => handOn(next), PAUSE_MS);
    },
    flush: () => handOn(text),
  };
}

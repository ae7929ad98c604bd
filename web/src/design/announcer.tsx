import { useSyncExternalStore } from 'react';

let text = '';
const listeners = new Set<() => void>();

/** Says something to people who listen to the page, when they pause. */
export function announce(sentence: string): void {
  // A sentence that repeats must still change the text, or it isn't read.
  text = sentence === text ? `${sentence}\u00a0` : sentence;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The one polite live region of the page. */
export function Announcer() {
  const sentence = useSyncExternalStore(subscribe, () => text);
  return (
    <div role="status" aria-live="polite" className="sr-only">
      {sentence}
    </div>
  );
}

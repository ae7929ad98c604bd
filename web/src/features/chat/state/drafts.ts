import { useSyncExternalStore } from 'react';
import { Store } from '../../../api/store.ts';

const STORAGE_KEY = 'starweave-drafts';

/** What is typed but not sent, per room; survives a reload of the tab. */
const drafts = new Store<Readonly<Record<string, string>>>(readStored());

function readStored(): Readonly<Record<string, string>> {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return {};
    return Object.fromEntries(Object.entries(stored).filter(([, text]) => typeof text === 'string'));
  } catch {
    return {};
  }
}

export function setDraft(roomId: string, text: string): void {
  drafts.update((all) => ({ ...all, [roomId]: text }));
  try {
    sessionStorage.setItem(STORAGE_KEY, JSON.stringify(drafts.state));
  } catch {
    // Storage is full or blocked: the draft lasts until the tab is closed.
  }
}

export function useDraft(roomId: string): string {
  return useSyncExternalStore(
    (listener) => drafts.subscribe(listener),
    () => drafts.state[roomId] ?? '',
  );
}

export const COMPOSER_INPUT_ID = 'message-input';

/** Puts a text into the input for a person to change and send. */
export function editInComposer(roomId: string, text: string): void {
  setDraft(roomId, text);
  focusComposer();
}

/** Focuses the input where that doesn't bring up a keyboard on the screen. */
export function returnToComposer(): void {
  if (window.matchMedia('(pointer: fine)').matches && document.querySelector('dialog[open]') === null) focusComposer();
}

function focusComposer(): void {
  const input = document.getElementById(COMPOSER_INPUT_ID);
  if (!(input instanceof HTMLTextAreaElement)) return;
  input.focus();
  // After the text has arrived in the field.
  requestAnimationFrame(() => input.setSelectionRange(input.value.length, input.value.length));
}

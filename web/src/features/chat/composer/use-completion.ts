import type { ModelResponse_ModelInfo } from '@starweave/contract';
import { movieGenres } from '@starweave/film-text';
import { useState } from 'react';
import { useChat } from '../state/chat-context.ts';
import { type Completion, completeCommand } from './completion.ts';

export interface CompletionState {
  /** Undefined where nothing is offered. */
  readonly completion: Completion | undefined;
  readonly active: number;
  readonly move: (step: number) => void;
  /** Offers nothing until the text changes. */
  readonly dismiss: () => void;
}

/** What is offered for a text and a caret, and which of it is chosen. */
export function useCompletion(text: string, caret: number): CompletionState {
  const commands = useChat((state) => state.commands);
  const models = useChat((state) => state.models);
  const [choice, setChoice] = useState({ text, active: 0, dismissed: false });
  const current = choice.text === text ? choice : { text, active: 0, dismissed: false };
  const found = completeCommand(text, caret, { commands, valuesOf: (option) => listValues(option, models) });
  const completion = current.dismissed ? undefined : found;
  const count = completion?.suggestions.length ?? 0;
  return {
    completion,
    active: Math.min(current.active, Math.max(0, count - 1)),
    move: (step) => setChoice({ ...current, active: (current.active + step + count) % count }),
    dismiss: () => setChoice({ ...current, dismissed: true }),
  };
}

function listValues(option: string, models: readonly ModelResponse_ModelInfo[]): readonly string[] {
  switch (option) {
    case 'model':
      return models.map(({ id }) => id);
    case 'style':
      return [...new Set(models.flatMap(({ styles }) => styles))];
    case 'size':
      return [...new Set(models.flatMap(({ sizes }) => sizes.map(({ width, height }) => `${width}x${height}`)))];
    case 'genre':
      return movieGenres;
    default:
      return [];
  }
}

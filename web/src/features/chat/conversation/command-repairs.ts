import { parseCommand, removeOption } from '../composer/completion.ts';

export interface CommandRepair {
  readonly label: string;
  readonly text: string;
}

const REPAIRABLE = [
  { option: 'model', about: /model/i, label: 'Use the default model' },
  { option: 'size', about: /size|width|height|pixel/i, label: 'Use the default size' },
  { option: 'steps', about: /step/i, label: 'Use the default steps' },
  { option: 'style', about: /style/i, label: 'Without the style' },
  { option: 'guidance', about: /guidance/i, label: 'Use the default guidance' },
  { option: 'seed', about: /seed/i, label: 'Use a new seed' },
  { option: 'count', about: /count|pictures/i, label: 'Paint one' },
] as const;

/** The refused command without the option that the refusal is about, for each that it names. */
export function suggestCommandRepairs(words: string, refusal: string): readonly CommandRepair[] {
  if (parseCommand(words) === undefined) return [];
  return REPAIRABLE.filter(({ about }) => about.test(refusal))
    .map(({ option, label }) => ({ label, text: removeOption(words, option) }))
    .filter(({ text }) => text !== words);
}

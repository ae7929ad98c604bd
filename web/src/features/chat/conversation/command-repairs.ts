import { parseCommand, removeOption } from '../composer/completion.ts';

export interface CommandRepair {
  readonly label: string;
  readonly text: string;
}

const REPAIRABLE = [
  { option: 'model', label: 'Use the default model' },
  { option: 'size', label: 'Use the default size' },
  { option: 'steps', label: 'Use the default steps' },
  { option: 'style', label: 'Without the style' },
] as const;

/** The refused command with one of its options left out, for those options that a refusal is usually about. */
export function suggestCommandRepairs(words: string): readonly CommandRepair[] {
  if (parseCommand(words) === undefined) return [];
  return REPAIRABLE.map(({ option, label }) => ({ label, text: removeOption(words, option) })).filter(
    ({ text }) => text !== words,
  );
}

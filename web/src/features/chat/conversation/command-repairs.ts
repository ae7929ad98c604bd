import { parseCommand, removeOption } from '../composer/completion.ts';

export interface CommandRepair {
  readonly label: string;
  readonly text: string;
}

const IMAGE_REPAIRS = [
  { option: 'model', about: /model/i, label: 'Use the default model' },
  { option: 'size', about: /size|width|height|pixel/i, label: 'Use the default size' },
  { option: 'steps', about: /step/i, label: 'Use the default steps' },
  { option: 'style', about: /style/i, label: 'Without the style' },
  { option: 'guidance', about: /guidance/i, label: 'Use the default guidance' },
  { option: 'seed', about: /seed/i, label: 'Use a new seed' },
  { option: 'count', about: /count|pictures/i, label: 'Paint one' },
] as const;

const FILM_REPAIRS = [
  { option: 'algorithm', about: /--algorithm/, label: 'Use the default algorithm' },
  { option: 'genre', about: /--genre|genre/, label: 'Any genre' },
  { option: 'from', about: /--from/, label: 'From any year' },
  { option: 'to', about: /--to\b/, label: 'To this day' },
  { option: 'diversity', about: /--diversity/, label: 'Use the default diversity' },
  { option: 'count', about: /--count/, label: 'Show five' },
] as const;

const REPAIRS = { image: IMAGE_REPAIRS, recommend: FILM_REPAIRS, similar: FILM_REPAIRS, why: FILM_REPAIRS } as const;

/** The refused command without the option that the refusal is about, for each that it names. */
export function suggestCommandRepairs(words: string, refusal: string): readonly CommandRepair[] {
  const name = parseCommand(words)?.name ?? '';
  if (!Object.hasOwn(REPAIRS, name)) return [];
  return REPAIRS[name as keyof typeof REPAIRS]
    .filter(({ about }) => about.test(refusal))
    .map(({ option, label }) => ({ label, text: removeOption(words, option) }))
    .filter(({ text }) => text !== words);
}

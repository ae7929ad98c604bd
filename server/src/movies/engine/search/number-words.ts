const numbers: readonly (readonly [digits: string, ...words: string[]])[] = [
  ['1', 'one'],
  ['2', 'two', 'ii'],
  ['3', 'three', 'iii'],
  ['4', 'four', 'iv'],
  ['5', 'five', 'v'],
  ['6', 'six', 'vi'],
  ['7', 'seven', 'vii'],
  ['8', 'eight', 'viii'],
  ['9', 'nine', 'ix'],
  ['10', 'ten', 'x'],
  ['11', 'eleven', 'xi'],
  ['12', 'twelve', 'xii'],
  ['13', 'thirteen', 'xiii'],
  ['20', 'twenty', 'xx'],
  ['100', 'hundred'],
];

const spellings = new Map(numbers.flatMap((group) => group.map((word) => [word, group[0]] as const)));

/** A number as digits, however it is written (`II`, `two`); other words stay. `I` stays too: it is mostly somebody. */
export function spellNumber(word: string): string {
  return spellings.get(word) ?? word;
}

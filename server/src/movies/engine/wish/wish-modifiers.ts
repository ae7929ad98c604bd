/** What stands before a kind or quality of films. */
export interface WishModifiers {
  /** How many words it takes; 0: nothing stands there. */
  readonly length: number;
  /** −1: less of it. */
  readonly sign: 1 | -1;
  /** How much of it: 1.5 for `much more`, 0.5 for `a bit`. */
  readonly factor: number;
  /** `without`, `no`: none of it. */
  readonly isExclusion: boolean;
}

type Modifier = { readonly sign?: -1; readonly factor?: number; readonly isExclusion?: true };

const more: Modifier = {};
const less: Modifier = { sign: -1 };
const none: Modifier = { sign: -1, isExclusion: true };
const strong: Modifier = { factor: 1.5 };
const weak: Modifier = { factor: 0.5 };

/** Longer ones are tried first. */
const modifiers: readonly (readonly [phrases: string, modifier: Modifier])[] = [
  ['more|with more|even more|rather', more],
  [
    'less|fewer|with less|with fewer|not so|not so much|not too|not too much|not that|not as|not as much|not very|not much|hardly any|little',
    less,
  ],
  [
    'without|without any|with no|no|not|not a|not any|none of|nothing|never|dont want|i dont want|do not want|avoid|except|excluding|anything but|minus|non',
    none,
  ],
  [
    'much|very|really|extremely|super|quite|far|way|a lot|lots of|a lot of|plenty of|much more|far more|way more|a lot more|full of',
    strong,
  ],
  ['much less|far less|way less|a lot less', { sign: -1, factor: 1.5 }],
  ['a bit|a little|slightly|somewhat|a touch|a bit of|a little bit|a bit more|a little more|slightly more|some', weak],
  ['a bit less|a little less|slightly less', { sign: -1, factor: 0.5 }],
];

const byPhrase = new Map(
  modifiers.flatMap(([phrases, modifier]) => phrases.split('|').map((phrase) => [phrase, modifier])),
);
const MOST_WORDS = 3;

/** The modifiers at a place, one after the other (`without very`): signs and factors multiply. */
export function readModifiers(words: readonly string[], start: number): WishModifiers {
  let read: WishModifiers = { length: 0, sign: 1, factor: 1, isExclusion: false };
  for (;;) {
    const at = start + read.length;
    let length = Math.min(MOST_WORDS, words.length - at);
    while (length > 0 && !byPhrase.has(words.slice(at, at + length).join(' '))) length -= 1;
    if (length === 0) return read;
    const { sign = 1, factor = 1, isExclusion = false } = byPhrase.get(words.slice(at, at + length).join(' '))!;
    read = {
      length: read.length + length,
      sign: read.sign === sign ? 1 : -1,
      factor: read.factor * factor,
      isExclusion: read.isExclusion || isExclusion,
    };
  }
}

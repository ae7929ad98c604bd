import type { CaptionSet, HeldOutCaption } from './read-captions.ts';

/** How often something was right. */
export interface Rate {
  readonly right: number;
  readonly count: number;
}

/** A caption, and for every concept whether its picture shows what was asked; `undefined` where nothing was asked. */
export interface ScoredCaption {
  readonly caption: HeldOutCaption;
  readonly judged: readonly number[];
  readonly right: readonly (boolean | undefined)[];
}

const pairs = { colour: ['subject', 'subject_colour'], style: ['subject', 'style'], neighbour: ['subject', 'second'] };

/**
 * Hold what the judge saw against what a caption asked.
 *
 * The judge calls the left one of two subjects `subject`. A caption that doesn't say which stands where is right with
 * either order; one that does has placement `pair`, which is right when the left one is the one that was asked there.
 */
export function scoreCaption(
  caption: HeldOutCaption,
  judged: readonly number[],
  concepts: readonly string[],
): ScoredCaption {
  const at = (name: string) => concepts.indexOf(name);
  const { asked } = caption;
  const [subject, second, placement] = [at('subject'), at('second'), at('placement')];
  const pair = (asked[second] as number) > 0;
  const crossed = pair && asked[subject] === judged[second] && asked[second] === judged[subject];
  const seen = crossed ? swapSides(judged, concepts) : judged;
  const right = asked.map((value, concept) => {
    if (value < 0) return undefined;
    if (pair && concept === placement) return !crossed && seen[subject] === asked[subject];
    return seen[concept] === value;
  });
  return { caption, judged, right };
}

function swapSides(judged: readonly number[], concepts: readonly string[]): number[] {
  const swapped = [...judged];
  for (const [one, other] of [
    ['subject', 'second'],
    ['subject_colour', 'second_colour'],
  ] as const) {
    const [a, b] = [concepts.indexOf(one), concepts.indexOf(other)];
    [swapped[a], swapped[b]] = [judged[b] as number, judged[a] as number];
  }
  return swapped;
}

/** Every concept's rate among the captions that ask for it. */
export function rateConcepts(scored: readonly ScoredCaption[], concepts: readonly string[]): Map<string, Rate> {
  return new Map(concepts.map((name, concept) => [name, rate(scored.map(({ right }) => right[concept]))]));
}

/** The rate over all concepts that any caption asks for, each counted once. */
export function rateEverything(scored: readonly ScoredCaption[]): Rate {
  return rate(scored.flatMap(({ right }) => right));
}

/** How many captions got all that they ask for. */
export function rateWholeCaptions(scored: readonly ScoredCaption[]): Rate {
  return rate(scored.map(({ right }) => !right.includes(false)));
}

/** The rate of every value of one kind of thing, where several concepts may ask for it (a subject can be the second one). */
export function rateValues(
  scored: readonly ScoredCaption[],
  set: CaptionSet,
  concepts: readonly string[],
): Map<string, Rate> {
  const names = Object.keys(set.concepts);
  const numbers = concepts.map((concept) => names.indexOf(concept));
  const values = (set.concepts[concepts[0] as string] ?? []).map((value, index) => {
    const found = scored.flatMap(({ caption, right }) =>
      numbers.filter((number) => caption.asked[number] === index).map((number) => right[number]),
    );
    return [value, rate(found)] as const;
  });
  return new Map(values.filter(([, { count }]) => count > 0));
}

/** Pairs of one kind, right when both halves are: those that training never showed, and those that it may have shown. */
export function ratePairs(
  scored: readonly ScoredCaption[],
  concepts: readonly string[],
  kind: keyof typeof pairs,
): { readonly unseen: Rate; readonly seen: Rate } {
  const halves = pairs[kind].map((name) => concepts.indexOf(name));
  const asks = scored.filter(({ caption }) => halves.every((half) => (caption.asked[half] as number) >= 0));
  const rateOf = (some: readonly ScoredCaption[]) =>
    rate(some.map(({ right }) => halves.every((half) => right[half] === true)));
  return {
    unseen: rateOf(asks.filter(({ caption }) => caption.unseenPair === kind)),
    seen: rateOf(asks.filter(({ caption }) => caption.unseenPair === '')),
  };
}

/** Genre captions whose picture shows one of the genre's subjects on one of its grounds. */
export function rateGenres(scored: readonly ScoredCaption[], set: CaptionSet): Rate {
  const names = Object.keys(set.concepts);
  const shows = (judged: readonly number[], concept: string, wanted: readonly string[]) =>
    wanted.includes(set.concepts[concept]?.[judged[names.indexOf(concept)] as number] ?? '');
  return rate(
    scored
      .filter(({ caption }) => caption.genre !== '')
      .map(({ caption, judged }) => {
        const genre = set.genres[caption.genre];
        return genre && shows(judged, 'subject', genre.subjects) && shows(judged, 'ground', genre.grounds);
      }),
  );
}

/**
 * How often the pictures happen to show what another caption asks for: each picture against the caption after its own.
 * It is what the judge would grant without any asking.
 */
export function rateByChance(scored: readonly ScoredCaption[], concepts: readonly string[]): Rate {
  return rateEverything(
    scored.map(({ judged }, index) => {
      const { caption } = scored[(index + 1) % scored.length] as ScoredCaption;
      return scoreCaption(caption, judged, concepts);
    }),
  );
}

/** Count; what wasn't asked doesn't count. */
function rate(answers: readonly (boolean | undefined)[]): Rate {
  const given = answers.filter((answer) => answer !== undefined);
  return { right: given.filter((answer) => answer).length, count: given.length };
}

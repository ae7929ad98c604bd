/** A model that there may be room for. */
export interface SizedModel {
  readonly id: string;
  readonly bytes: number;
  /** It speaks through others. */
  readonly isBlend: boolean;
}

/** With more than these, trying every choice takes too long; those beyond, which are the largest, are left out. */
const MOST_TRIED = 16;

/**
 * The models that are loaded into so much room: as many as fit; of choices with as many the one with more blends, then the one
 * that takes more. What is chosen depends on nothing that was in memory before, and more room never gives fewer models.
 */
export function chooseFitting(models: readonly SizedModel[], roomBytes: number): ReadonlySet<string> {
  const tried = models.toSorted((one, other) => one.bytes - other.bytes).slice(0, MOST_TRIED);
  let best: Choice = { members: 0, count: 0, blends: 0, bytes: 0 };
  for (let members = 1; members < 2 ** tried.length; members += 1) {
    const choice = sumUp(tried, members);
    if (choice.bytes <= roomBytes && isBetter(choice, best)) best = choice;
  }
  return new Set(tried.filter((_, place) => isMember(best.members, place)).map(({ id }) => id));
}

interface Choice {
  /** A bit for each model. */
  readonly members: number;
  readonly count: number;
  readonly blends: number;
  readonly bytes: number;
}

function sumUp(models: readonly SizedModel[], members: number): Choice {
  const chosen = models.filter((_, place) => isMember(members, place));
  return {
    ...{ members, count: chosen.length, blends: chosen.filter(({ isBlend }) => isBlend).length },
    bytes: chosen.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

function isMember(members: number, place: number): boolean {
  return (members & (1 << place)) !== 0;
}

function isBetter(one: Choice, other: Choice): boolean {
  if (one.count !== other.count) return one.count > other.count;
  if (one.blends !== other.blends) return one.blends > other.blends;
  return one.bytes > other.bytes;
}

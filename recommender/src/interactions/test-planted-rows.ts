import type { NumpyRandomState } from '@starweave/numerics';

/** Who rated what and when, by planted indexes, in the order of the file. */
export interface PlantedRows {
  readonly users: Uint32Array;
  readonly items: Uint32Array;
  readonly times: Uint32Array;
}

/** What decides how many ratings there are and where. */
export interface PlantedRowsOptions {
  readonly userCount: number;
  readonly itemCount: number;
  readonly ratingCount: number;
  readonly smallestHistory: number;
  readonly order: 'by-user' | 'shuffled';
  /** How much the user likes the item, in stars; likely choices are liked ones. */
  appealOf(user: number, item: number): number;
}

const FIRST_SECOND = 820_000_000;
const SPAN_SECONDS = 900_000_000;
const HISTORY_SPREAD = 1;
/** The n-th most popular film is chosen in proportion to 1 / (n + head share of the films). */
const HEAD_SHARE = 0.02;
const CHOICE_STEEPNESS = 2.5;
const LARGEST_SHARE_OF_ITEMS = 0.6;

/** Draw histories with MovieLens's skew: log-normal lengths, a few very popular items, a preference for what is liked. */
export function drawPlantedRows(options: PlantedRowsOptions, random: NumpyRandomState): PlantedRows {
  const lengths = drawHistoryLengths(options, random);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const rows = { users: new Uint32Array(total), items: new Uint32Array(total), times: new Uint32Array(total) };
  const draw = createUniform(random);
  const drawItem = createItemDraw(options.itemCount, draw);
  const lastUserPlusOne = new Uint32Array(options.itemCount);
  let row = 0;
  for (let user = 0; user < options.userCount; user += 1) {
    const end = row + lengths[user]!;
    let time = FIRST_SECOND + Math.floor(draw() * SPAN_SECONDS);
    for (let tries = 0; row < end; tries += 1) {
      const item = drawItem();
      if (lastUserPlusOne[item] === user + 1) continue;
      // After many tries everything is taken, so that a long history in a small set comes to an end.
      const liked = 1 / (1 + Math.exp(-CHOICE_STEEPNESS * options.appealOf(user, item)));
      if (draw() > liked && tries < 20 * lengths[user]!) continue;
      lastUserPlusOne[item] = user + 1;
      time += 1 + Math.floor(-Math.log(1 - draw()) * 40);
      rows.users[row] = user;
      rows.items[row] = item;
      rows.times[row] = time;
      row += 1;
    }
  }
  return options.order === 'shuffled' ? shuffleRows(rows, draw) : rows;
}

function drawHistoryLengths(options: PlantedRowsOptions, random: NumpyRandomState): Uint32Array {
  const { userCount, itemCount, ratingCount, smallestHistory } = options;
  const weights = random.randn(userCount).map((value) => Math.exp(value * HISTORY_SPREAD));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const more = Math.max(0, ratingCount - smallestHistory * userCount);
  const longest = Math.max(1, Math.floor(itemCount * LARGEST_SHARE_OF_ITEMS));
  return Uint32Array.from(weights, (weight) => Math.min(longest, smallestHistory + Math.round((more * weight) / sum)));
}

function createUniform(random: NumpyRandomState): () => number {
  let drawn = random.rand(4096);
  let position = 0;
  return () => {
    if (position === drawn.length) {
      drawn = random.rand(4096);
      position = 0;
    }
    return drawn[position++]!;
  };
}

function createItemDraw(itemCount: number, draw: () => number): () => number {
  const byPopularity = Uint32Array.from({ length: itemCount }, (_, item) => item);
  shuffle(itemCount, draw, (a, b) => swap(byPopularity, a, b));
  const cumulative = new Float64Array(itemCount);
  let total = 0;
  for (let rank = 0; rank < itemCount; rank += 1) {
    total += 1 / (rank + 1 + itemCount * HEAD_SHARE);
    cumulative[rank] = total;
  }
  return () => {
    const wanted = draw() * total;
    let low = 0;
    let high = itemCount - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (cumulative[middle]! > wanted) high = middle;
      else low = middle + 1;
    }
    return byPopularity[low]!;
  };
}

function shuffleRows(rows: PlantedRows, draw: () => number): PlantedRows {
  shuffle(rows.users.length, draw, (a, b) => {
    swap(rows.users, a, b);
    swap(rows.items, a, b);
    swap(rows.times, a, b);
  });
  return rows;
}

function shuffle(length: number, draw: () => number, exchange: (a: number, b: number) => void): void {
  for (let last = length - 1; last > 0; last -= 1) exchange(last, Math.floor(draw() * (last + 1)));
}

function swap(values: Uint32Array, a: number, b: number): void {
  const value = values[a]!;
  values[a] = values[b]!;
  values[b] = value;
}

import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { generateFilms } from './generate-films.ts';
import { fullSize, type GeneratedSize } from './generated-size.ts';
import { createRandomNumbers, createWeightedDraw, drawNormal } from './random-numbers.ts';

/** How often MovieLens's films were rated, by rank: between these points a straight line in logarithms. */
const popularityByRank = [
  [1, 100_000],
  [100, 55_000],
  [1000, 11_500],
  [3000, 2500],
  [10_000, 230],
  [30_000, 20],
  [87_585, 0.7],
] as const;
const SMALLEST_HISTORY = 20;
/** Of the logarithm of what a history has beyond the smallest. */
const HISTORY_DEVIATION = 1.39;
const LARGEST_SHARE_OF_FILMS = 0.1;
const FACTORS = 4;
const FIRST_SECOND = 820_000_000;
const SPAN_SECONDS = 880_000_000;
const BUFFER_BYTES = 4 * 1024 ** 2;
const LONGEST_LINE_BYTES = 64;

/**
 * Write made-up ratings, films and tags as a folder in MovieLens's format: `ratings.csv` by users, `movies.csv`, `tags.csv`.
 *
 * The skew is MovieLens's: how often films are rated by rank, histories of at least 20 with a heavy tail. A rating is a mean
 * with biases of user and film, four planted factors and noise, in half stars. The same size gives the same files.
 */
export function generateRatings(folder: string, size: GeneratedSize): void {
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const random = createRandomNumbers(1);
  const films = createFilms(size.films, random);
  writeRatings(path.join(unfinished, 'ratings.csv'), size, films, random);
  generateFilms(unfinished, size, films.factors, random);
  renameSync(unfinished, folder);
}

interface Films {
  /** By rank of popularity; a film's number is drawn at random. */
  readonly numberOfRank: Uint32Array;
  readonly biases: Float64Array;
  /** By number, FACTORS each. */
  readonly factors: Float64Array;
  readonly drawRank: () => number;
}

function createFilms(count: number, random: () => number): Films {
  const numberOfRank = Uint32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [numberOfRank[last], numberOfRank[other]] = [numberOfRank[other]!, numberOfRank[last]!];
  }
  const weights = Float64Array.from({ length: count }, (_, rank) =>
    popularityOf(((rank + 1) * fullSize.films) / count),
  );
  return {
    numberOfRank,
    biases: Float64Array.from({ length: count }, () => drawNormal(random) * 0.45),
    factors: Float64Array.from({ length: count * FACTORS }, () => drawNormal(random)),
    drawRank: createWeightedDraw(weights, random),
  };
}

function popularityOf(rank: number): number {
  const next = popularityByRank.findIndex(([end]) => rank <= end);
  if (next <= 0) return popularityByRank[next === 0 ? 0 : popularityByRank.length - 1]![1];
  const [[startRank, start], [endRank, end]] = [popularityByRank[next - 1]!, popularityByRank[next]!];
  const along = Math.log(rank / startRank) / Math.log(endRank / startRank);
  return start * (end / start) ** along;
}

function drawHistoryLengths({ ratings, users, films }: GeneratedSize, random: () => number): Uint32Array {
  // Twice the mean leaves room for all ratings where users are few.
  const longest = Math.max(Math.ceil((2 * ratings) / users), Math.floor(films * LARGEST_SHARE_OF_FILMS));
  const weights = Float64Array.from({ length: users }, () => Math.exp(drawNormal(random) * HISTORY_DEVIATION));
  const scale = (ratings - users * SMALLEST_HISTORY) / weights.reduce((sum, weight) => sum + weight, 0);
  const lengths = Uint32Array.from(weights, (weight) =>
    Math.min(longest, SMALLEST_HISTORY + Math.floor(weight * scale)),
  );
  let missing = ratings - lengths.reduce((sum, length) => sum + length, 0);
  for (let user = 0; missing > 0; user = (user + 1) % users) {
    if (lengths[user]! >= longest) continue;
    lengths[user]! += 1;
    missing -= 1;
  }
  return lengths;
}

function writeRatings(file: string, size: GeneratedSize, films: Films, random: () => number): void {
  const lengths = drawHistoryLengths(size, random);
  const lines = new LineFile(file, 'userId,movieId,rating,timestamp\n');
  const lastUserPlusOne = new Uint32Array(size.films);
  for (let user = 0; user < size.users; user += 1) {
    const chosen = new Uint32Array(lengths[user]!);
    for (let count = 0; count < chosen.length; ) {
      const film = films.numberOfRank[films.drawRank()]!;
      if (lastUserPlusOne[film] === user + 1) continue;
      lastUserPlusOne[film] = user + 1;
      chosen[count++] = film;
    }
    chosen.sort();
    const bias = drawNormal(random) * 0.4;
    const taste = Float64Array.from({ length: FACTORS }, () => drawNormal(random) * 0.3);
    const start = FIRST_SECOND + Math.floor(random() * SPAN_SECONDS);
    for (const film of chosen) {
      let stars = 3.5 + bias + films.biases[film]! + drawNormal(random) * 0.7;
      for (let k = 0; k < FACTORS; k += 1) stars += taste[k]! * films.factors[film * FACTORS + k]!;
      const code = Math.min(10, Math.max(1, Math.round(stars * 2)));
      lines.add(user + 1, film + 1, code, start + Math.floor(random() * 1_000_000));
    }
  }
  lines.close();
}

/** Lines of whole numbers, written without a string for any of them. */
class LineFile {
  readonly #file: number;
  readonly #buffer = Buffer.alloc(BUFFER_BYTES);
  #at: number;

  constructor(file: string, header: string) {
    this.#file = openSync(file, 'w');
    this.#at = this.#buffer.write(header);
  }

  add(user: number, film: number, code: number, time: number): void {
    if (this.#at + LONGEST_LINE_BYTES > this.#buffer.length) this.#flush();
    this.#digits(user);
    this.#byte(44);
    this.#digits(film);
    this.#byte(44);
    this.#byte(48 + (code >> 1));
    this.#byte(46);
    this.#byte(code % 2 === 1 ? 53 : 48);
    this.#byte(44);
    this.#digits(time);
    this.#byte(10);
  }

  close(): void {
    this.#flush();
    closeSync(this.#file);
  }

  #byte(byte: number): void {
    this.#buffer[this.#at] = byte;
    this.#at += 1;
  }

  #digits(value: number): void {
    let length = 1;
    for (let rest = Math.floor(value / 10); rest > 0; rest = Math.floor(rest / 10)) length += 1;
    let rest = value;
    for (let place = length - 1; place >= 0; place -= 1) {
      const shorter = Math.floor(rest / 10);
      this.#buffer[this.#at + place] = 48 + rest - shorter * 10;
      rest = shorter;
    }
    this.#at += length;
  }

  #flush(): void {
    writeSync(this.#file, this.#buffer, 0, this.#at);
    this.#at = 0;
  }
}

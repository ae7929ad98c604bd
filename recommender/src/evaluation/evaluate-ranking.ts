import { setImmediate } from 'node:timers/promises';
import type { Interactions } from '../interactions/interactions.ts';
import type { RatingTable } from '../interactions/rating-table.ts';
import { computeGenreShares, computeMiscalibration } from '../metrics/genre-calibration.ts';
import {
  computeIntraListDiversity,
  computeListVariety,
  computeNovelty,
  computeSerendipity,
  type ListVariety,
} from '../metrics/list-variety.ts';
import { averageRankingQuality, computeRankingQuality, type RankingQuality } from '../metrics/ranking-quality.ts';
import { selectTop } from '../ranking/select-top.ts';
import type { TrainingData } from '../scorers/scorer.ts';
import { type HeldOutPeople, type HeldOutPerson, listHeldOutPeople } from './held-out-people.ts';
import { findSegmentBorders, type SegmentBorders, type SegmentName, segmentOfUser } from './segments.ts';

/** How lists are made and judged. */
export interface RankingSettings {
  /** Length of the lists; default 10. */
  readonly k?: number | undefined;
  /** Held-out ratings of at least so many stars are right; default 4. */
  readonly rightFrom?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Mean quality over the people of one segment. */
export interface SegmentRanking extends RankingQuality {
  readonly segment: SegmentName;
  readonly personCount: number;
}

/** The quality of lists, by full ranking: every item of the catalogue that the person hasn't rated is a candidate. */
export interface RankingResult {
  readonly k: number;
  readonly rightFrom: number;
  /** People with at least one right item; the means are over them. */
  readonly personCount: number;
  /** Right items that the training data doesn't hold, which no list can name; they count as missed. */
  readonly unknownItemCount: number;
  readonly quality: RankingQuality;
  readonly variety: ListVariety;
  /** Means over people of what `metrics/list-variety.ts` defines; what is about genres only where some are known. */
  readonly intraListDiversity: number | undefined;
  readonly novelty: number;
  readonly serendipity: number;
  readonly miscalibration: number | undefined;
  readonly segments: readonly SegmentRanking[];
  /** One for each person, in the order of the test set, for paired tests. */
  readonly qualities: readonly RankingQuality[];
  /** The novelty of each person's list, in the same order. */
  readonly novelties: readonly number[];
}

const PEOPLE_PER_PAUSE = 16;
/** Below every index: a right item that the data doesn't hold. */
const UNKNOWN_ITEM = -1;

/** Recommend k items to everybody in the test set and hold the lists against what they rated well. */
export async function evaluateRanking(
  people: Omit<HeldOutPeople, 'interactions'>,
  training: TrainingData,
  settings: RankingSettings = {},
): Promise<RankingResult> {
  const { k = 10, rightFrom = 4, signal } = settings;
  const { interactions } = training;
  const judge = new ListJudge(training, people.test, { k, rightFrom });
  let done = 0;
  for (const person of listHeldOutPeople({ ...people, interactions })) {
    done += 1;
    if (done % PEOPLE_PER_PAUSE === 0) await setImmediate();
    signal?.throwIfAborted();
    judge.judge(person);
  }
  return judge.toResult();
}

class ListJudge {
  readonly #interactions: Interactions;
  readonly #genresOf: (item: number) => readonly string[];
  readonly #hasGenres: boolean;
  readonly #test: RatingTable;
  readonly #settings: { readonly k: number; readonly rightFrom: number };
  readonly #scores: Float32Array;
  readonly #popularity: Float32Array;
  readonly #borders: SegmentBorders;
  readonly #lists: Uint32Array[] = [];
  readonly #qualities: RankingQuality[] = [];
  readonly #novelties: number[] = [];
  readonly #segments: SegmentName[] = [];
  readonly #sums = { intraListDiversity: 0, serendipity: 0, miscalibration: 0 };
  #unknownItemCount = 0;

  constructor(training: TrainingData, test: RatingTable, settings: { k: number; rightFrom: number }) {
    const { interactions, sideInformation } = training;
    const { byItem, itemCount } = interactions;
    this.#interactions = interactions;
    this.#genresOf = (item) => sideInformation?.items[item]?.genres ?? [];
    this.#hasGenres = sideInformation?.items.some((item) => item !== undefined && item.genres.length > 0) === true;
    this.#test = test;
    this.#settings = settings;
    this.#borders = findSegmentBorders(interactions);
    this.#scores = new Float32Array(itemCount);
    this.#popularity = Float32Array.from(
      { length: itemCount },
      (_, item) => byItem.offsets[item + 1]! - byItem.offsets[item]!,
    );
  }

  judge(person: HeldOutPerson): void {
    const right = this.#findRight(person.rows);
    if (right.size === 0) return;
    const { k } = this.#settings;
    const { userCount } = this.#interactions;
    const seen = new Set(person.seen);
    const isCandidate = (item: number) => !seen.has(item);
    person.view.scoreItems(this.#scores);
    const list = Uint32Array.from(selectTop(this.#scores, k, isCandidate), ({ item }) => item);
    const popular = Uint32Array.from(selectTop(this.#popularity, k, isCandidate), ({ item }) => item);
    this.#lists.push(list);
    this.#qualities.push(computeRankingQuality(list, right, k));
    this.#segments.push(segmentOfUser(person.seen.length, this.#borders));
    const genres = Array.from(list, this.#genresOf);
    this.#sums.intraListDiversity += computeIntraListDiversity(genres);
    this.#novelties.push(computeNovelty(list, this.#popularity, userCount));
    this.#sums.serendipity += computeSerendipity(list, right, popular);
    const shares = (items: Uint32Array) =>
      computeGenreShares(Array.from(items, (item) => ({ genres: this.#genresOf(item), weight: 1 })));
    this.#sums.miscalibration += computeMiscalibration(shares(person.seen), shares(list));
  }

  #findRight(rows: readonly number[]): Set<number> {
    const right = new Set<number>();
    for (const row of rows) {
      if (this.#test.codes[row]! < this.#settings.rightFrom * 2) continue;
      const item = this.#interactions.items.indexOf(this.#test.items.idAt(this.#test.itemIndexes[row]!));
      // Two unknown items are two misses.
      if (item === undefined) this.#unknownItemCount += 1;
      right.add(item ?? UNKNOWN_ITEM - right.size);
    }
    return right;
  }

  toResult(): RankingResult {
    const personCount = this.#qualities.length;
    const mean = (sum: number) => sum / Math.max(1, personCount);
    const names = [...new Set(this.#segments)].sort();
    return {
      ...this.#settings,
      personCount,
      unknownItemCount: this.#unknownItemCount,
      quality: averageRankingQuality(this.#qualities),
      variety: computeListVariety(this.#lists, this.#interactions.itemCount),
      intraListDiversity: this.#hasGenres ? mean(this.#sums.intraListDiversity) : undefined,
      novelty: mean(this.#novelties.reduce((sum, novelty) => sum + novelty, 0)),
      serendipity: mean(this.#sums.serendipity),
      miscalibration: this.#hasGenres ? mean(this.#sums.miscalibration) : undefined,
      segments: names.map((segment) => this.#summarise(segment)),
      qualities: this.#qualities,
      novelties: this.#novelties,
    };
  }

  #summarise(segment: SegmentName): SegmentRanking {
    const own = this.#qualities.filter((_, index) => this.#segments[index] === segment);
    return { segment, personCount: own.length, ...averageRankingQuality(own) };
  }
}

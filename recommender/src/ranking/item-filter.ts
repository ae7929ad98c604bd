import type { Interactions } from '../interactions/interactions.ts';
import type { ItemFeatures, SideInformation } from '../interactions/item-features.ts';

/** Which items may be recommended; what is left out allows everything. An item about which a filter asks for something that isn't known is left out. */
export interface ItemFilter {
  /** At least one of these genres; case doesn't matter. */
  readonly genres?: readonly string[] | undefined;
  /** None of these genres. */
  readonly withoutGenres?: readonly string[] | undefined;
  /** Years, both ends allowed. */
  readonly yearFrom?: number | undefined;
  readonly yearTo?: number | undefined;
  /** Numbers of ratings, both ends allowed: well-known films only, or little-known ones. */
  readonly ratingCountFrom?: number | undefined;
  readonly ratingCountTo?: number | undefined;
  /** Items that are left out besides, by index. */
  readonly exclude?: Iterable<number> | undefined;
}

/** A filter as a question about an item's index. */
export function createItemTest(
  filter: ItemFilter,
  { byItem }: Interactions,
  sideInformation?: SideInformation,
): (item: number) => boolean {
  const excluded = new Set(filter.exclude);
  const { ratingCountFrom = 0, ratingCountTo = Number.POSITIVE_INFINITY } = filter;
  const testFeatures = createFeatureTest(filter);
  return (item) => {
    if (excluded.has(item)) return false;
    const ratingCount = byItem.offsets[item + 1]! - byItem.offsets[item]!;
    if (ratingCount < ratingCountFrom || ratingCount > ratingCountTo) return false;
    return testFeatures(sideInformation?.items[item]);
  };
}

function createFeatureTest(filter: ItemFilter): (features: ItemFeatures | undefined) => boolean {
  const lower = (genres: readonly string[] = []) => new Set(genres.map((genre) => genre.toLowerCase()));
  const [wanted, unwanted] = [lower(filter.genres), lower(filter.withoutGenres)];
  const { yearFrom, yearTo } = filter;
  return (features) => {
    const genres = (features?.genres ?? []).map((genre) => genre.toLowerCase());
    if (wanted.size > 0 && !genres.some((genre) => wanted.has(genre))) return false;
    if (genres.some((genre) => unwanted.has(genre))) return false;
    if (yearFrom === undefined && yearTo === undefined) return true;
    const year = features?.year;
    return year !== undefined && year >= (yearFrom ?? year) && year <= (yearTo ?? year);
  };
}

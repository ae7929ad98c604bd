/** What is known about an item besides its ratings; lists are empty where nothing is known. */
export interface ItemFeatures {
  readonly title: string;
  readonly year: number | undefined;
  readonly genres: readonly string[];
  readonly tags: readonly string[];
  readonly directors: readonly string[];
  readonly keywords: readonly string[];
}

/** What is known about a user besides their ratings, as `age` → `25–34`. */
export type UserFeatures = ReadonlyMap<string, string>;

/** Side information by index of the interactions; an index without any has `undefined`. */
export interface SideInformation {
  readonly items: readonly (ItemFeatures | undefined)[];
  readonly users: readonly (UserFeatures | undefined)[];
}

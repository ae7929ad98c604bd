/** The ids of a data set's users or items, mapped to indexes from 0 and back. */
export interface ExternalIds {
  readonly count: number;
  /** The id of an index. */
  idAt(index: number): number;
  /** The index of an id, or `undefined` for one that isn't in the data. */
  indexOf(id: number): number | undefined;
}

/** Which rows of a rating table a scorer is fitted on, and which it is held against; both ascending, none in both. */
export interface Split {
  /** As in `fold 2 of 5`. */
  readonly name: string;
  readonly trainRows: Uint32Array;
  readonly testRows: Uint32Array;
}

/** Rows by whether they are for testing. */
export function splitRows(name: string, rowCount: number, isTest: (row: number) => boolean): Split {
  const train: number[] = [];
  const test: number[] = [];
  for (let row = 0; row < rowCount; row += 1) (isTest(row) ? test : train).push(row);
  return { name, trainRows: Uint32Array.from(train), testRows: Uint32Array.from(test) };
}

/** Which rows of a rating table a scorer is fitted on, and which it is held against; both ascending, none in both. */
export interface Split {
  /** As in `fold 2 of 5`. */
  readonly name: string;
  readonly trainRows: Uint32Array;
  readonly testRows: Uint32Array;
}

/** Rows by whether they are for testing. */
export function splitRows(name: string, rowCount: number, isTest: (row: number) => boolean): Split {
  let testCount = 0;
  for (let row = 0; row < rowCount; row += 1) if (isTest(row)) testCount += 1;
  const testRows = new Uint32Array(testCount);
  const trainRows = new Uint32Array(rowCount - testCount);
  let seen = 0;
  for (let row = 0; row < rowCount; row += 1) {
    if (isTest(row)) testRows[seen++] = row;
    else trainRows[row - seen] = row;
  }
  return { name, trainRows, testRows };
}

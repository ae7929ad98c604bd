/** Solve a small dense linear system by elimination with row pivoting; `rows` holds the equations. */
export function solveLinearSystem(rows: readonly (readonly number[])[], right: readonly number[]): number[] {
  const size = right.length;
  const system = rows.map((row, index) => [...row.slice(0, size), right[index]!]);
  for (let column = 0; column < size; column += 1) {
    const candidates = system.slice(column).map((row) => Math.abs(row[column]!));
    const pivot = column + candidates.indexOf(Math.max(...candidates));
    const pivotRow = system[pivot]!;
    system[pivot] = system[column]!;
    system[column] = pivotRow;
    for (const row of system.slice(column + 1)) {
      const factor = row[column]! / pivotRow[column]!;
      for (let index = column; index <= size; index += 1) row[index]! -= factor * pivotRow[index]!;
    }
  }
  const solution = new Array<number>(size).fill(0);
  for (let column = size - 1; column >= 0; column -= 1) {
    const row = system[column]!;
    const known = solution.reduce((sum, value, index) => (index > column ? sum + value * row[index]! : sum), 0);
    solution[column] = (row[size]! - known) / row[column]!;
  }
  return solution;
}

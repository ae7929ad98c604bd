const SHOWN_LINES = 10;
const SHOWN_CHARACTERS = 80;

/** A line, or a row of a Parquet file, that could not be used. */
export interface RejectedLine {
  readonly file: string;
  /** From 1; in a Parquet file the row's number from 1. */
  readonly line: number;
  /** What is wrong and what is allowed. */
  readonly reason: string;
  /** The line's start. */
  readonly text: string;
}

/** How many lines could not be used, and the first of them. */
export interface RejectedLines {
  readonly count: number;
  /** At most ten. */
  readonly first: readonly RejectedLine[];
}

/** Counts lines that can't be used and keeps the first few. */
export class RejectedLineCounter {
  #count = 0;
  readonly #first: RejectedLine[] = [];
  /** Data row numbers from 0. */
  readonly #rows: number[] = [];

  get count(): number {
    return this.#count;
  }

  /** @param row the number of the data row from 0, which a header doesn't count in */
  add(row: number, rejected: RejectedLine): void {
    this.#count += 1;
    this.#rows.push(row);
    if (this.#first.length >= SHOWN_LINES) return;
    const { text } = rejected;
    const shown = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
    this.#first.push({ ...rejected, text: shown });
  }

  /** The rows that were rejected, from 0, ascending. */
  get rows(): readonly number[] {
    return this.#rows;
  }

  toReport(): RejectedLines {
    return { count: this.#count, first: this.#first };
  }
}

/** A rejected line in words, as in `ratings.csv:7: the rating “6” isn't …`. */
export function formatRejectedLine({ file, line, reason }: RejectedLine): string {
  return `${file}:${line}: ${reason}`;
}

import { computeFade, type SeamShape, type TileSpan } from './tile-plan.ts';

/** A tile of the result: the colour values 0 to 255 of its pixels, before they are rounded and cut off. */
export interface TilePixels {
  /** The value of a colour (0 red, 1 green, 2 blue) is at `offsets[colour] + x · strideX + y · strideY`. */
  readonly values: Float32Array;
  readonly offsets: readonly number[];
  readonly strideX: number;
  readonly strideY: number;
  /** Factor that makes 0 to 255 of the values. */
  readonly white: number;
}

/** What a band is made for. */
export interface RowBandOptions {
  /** Size of the picture that is put together. */
  readonly width: number;
  readonly height: number;
  readonly seam: SeamShape;
}

/**
 * Puts a picture together from rows of tiles: from left to right in each row, rows from top to bottom. Rows of pixels
 * are finished, rounded half to even and cut off at 0 and 255, as soon as no other tile can change them.
 *
 * Where two tiles meet it is a + share · (b − a): exactly a where both agree.
 */
export class RowBand {
  readonly rgb: Uint8Array;
  readonly #bytes: Uint8ClampedArray;
  readonly #options: RowBandOptions;
  #span: TileSpan = { start: 0, size: 0, from: 0, to: 0, fadeIn: 0, fadeOut: 0 };
  #values = new Float32Array(0);
  /** The last rows of the band before, which fade into the first ones of this. */
  #before = new Float32Array(0);

  constructor(options: RowBandOptions) {
    this.#options = options;
    this.#bytes = new Uint8ClampedArray(options.width * options.height * 3);
    this.rgb = new Uint8Array(this.#bytes.buffer);
  }

  /** Begin a row of tiles. */
  begin(span: TileSpan): void {
    this.#span = span;
    const rows = Math.min(span.to, this.#options.height) - span.from;
    const length = Math.max(0, rows) * this.#options.width * 3;
    if (this.#values.length !== length) this.#values = new Float32Array(length);
  }

  /** Add the row's next tile. */
  add(column: TileSpan, tile: TilePixels): void {
    const { width, seam } = this.#options;
    const rows = this.#values.length / (width * 3);
    const end = Math.min(column.to, width);
    const fade = computeFade(column.fadeIn, seam);
    for (let row = 0; row < rows; row += 1) {
      const tileRow = (this.#span.from + row - this.#span.start) * tile.strideY;
      for (let colour = 0; colour < 3; colour += 1) {
        const offset = tile.offsets[colour]! + tileRow;
        for (let x = column.from; x < end; x += 1) {
          const value = tile.values[offset + (x - column.start) * tile.strideX]! * tile.white;
          const at = (row * width + x) * 3 + colour;
          const share = x - column.from < fade.length ? fade[x - column.from]! : 1;
          this.#values[at] = share === 1 ? value : this.#values[at]! + share * (value - this.#values[at]!);
        }
      }
    }
  }

  /** End a row of tiles: finish what the next one doesn't touch. */
  end(): void {
    const { width, seam } = this.#options;
    const rowLength = width * 3;
    for (const [row, share] of computeFade(this.#span.fadeIn, seam).entries()) {
      const end = Math.min((row + 1) * rowLength, this.#values.length);
      for (let at = row * rowLength; at < end; at += 1) {
        this.#values[at] = this.#before[at]! + share * (this.#values[at]! - this.#before[at]!);
      }
    }
    const { from, to, fadeOut } = this.#span;
    const count = Math.min(this.#values.length, (to - fadeOut - from) * rowLength);
    this.#bytes.set(this.#values.subarray(0, count), from * rowLength);
    this.#before = this.#values.slice(count);
  }
}

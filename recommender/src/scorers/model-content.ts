import { BrokenModelFileError } from '../errors.ts';
import type { ModelArray, ModelContent } from './scorer.ts';

/** Reads the arrays of a stored model and holds them against what its scorer needs. */
export class ModelReader {
  readonly #content: ModelContent;
  readonly #scorer: string;

  constructor(scorer: string, content: ModelContent) {
    this.#scorer = scorer;
    this.#content = content;
  }

  uint32(name: string, length: number): Uint32Array {
    return this.#read(name, length, Uint32Array);
  }

  int32(name: string, length: number): Int32Array {
    return this.#read(name, length, Int32Array);
  }

  float64(name: string, length: number): Float64Array {
    return this.#read(name, length, Float64Array);
  }

  float32(name: string, length: number): Float32Array {
    return this.#read(name, length, Float32Array);
  }

  /** Half or single precision, as it was stored and without copying. */
  halvesOrSingles(name: string, length: number): Float16Array | Float32Array {
    const { values } = this.#find(name, length);
    if (values instanceof Float16Array || values instanceof Float32Array) return values;
    throw this.#broken(`its array "${name}" holds neither halves nor singles`);
  }

  bytes(name: string, length: number): Uint8Array {
    return this.#read(name, length, Uint8Array);
  }

  /** That an array's values number something that there is: all are below `end`. */
  requireBelow(name: string, values: Uint32Array, end: number): void {
    let largest = 0;
    for (let at = 0; at < values.length; at += 1) if (values[at]! > largest) largest = values[at]!;
    if (values.length > 0 && largest >= end) {
      throw this.#broken(`its array "${name}" holds numbers beyond ${end - 1}`);
    }
  }

  /** Where rows begin: rising, from 0. */
  offsets(name: string, rowCount: number): Uint32Array {
    const offsets = this.uint32(name, rowCount + 1);
    let isRising = offsets[0] === 0;
    for (let row = 1; row <= rowCount; row += 1) isRising &&= offsets[row]! >= offsets[row - 1]!;
    if (!isRising) throw this.#broken(`its array "${name}" doesn't rise from 0`);
    return offsets;
  }

  /** Numbers in half precision, as they are stored and without copying. */
  float16(name: string, length: number): Float16Array {
    return this.#read(name, length, Float16Array);
  }

  /** How long an array is. */
  lengthOf(name: string): number {
    return this.#find(name).values.length;
  }

  number(name: string): number {
    const value = Number(this.#content.metadata[name] ?? Number.NaN);
    if (!Number.isFinite(value)) throw this.#broken(`its entry "${name}" is missing or not a number`);
    return value;
  }

  /** The parameters in force when it was fitted. */
  parameters(): Readonly<Record<string, number | string | boolean>> {
    try {
      return JSON.parse(this.#content.metadata.parameters ?? '');
    } catch (cause) {
      throw this.#broken('its entry "parameters" is missing or not JSON', { cause });
    }
  }

  #read<Kind extends ModelArray['values']>(
    name: string,
    length: number,
    kind: { new (...values: never[]): Kind; readonly name: string },
  ): Kind {
    const { values } = this.#find(name, length);
    if (values instanceof kind) return values;
    throw this.#broken(`its array "${name}" is not a ${kind.name}`);
  }

  #find(name: string, length?: number): ModelArray {
    const array = this.#content.arrays.get(name);
    if (array === undefined) throw this.#broken(`its array "${name}" is missing`);
    if (length === undefined || array.values.length === length) return array;
    throw this.#broken(`its array "${name}" has ${array.values.length} values where ${length} are expected`);
  }

  #broken(reason: string, options?: ErrorOptions): BrokenModelFileError {
    return new BrokenModelFileError(`The model of ${this.#scorer} can't be used: ${reason}. Fit it again.`, options);
  }
}

/** A one-dimensional array, as it is stored. */
export function asModelArray(values: ModelArray['values']): ModelArray {
  return { shape: [values.length], values };
}

import { type NormalSource, roundToFloat16 } from '@starweave/numerics';
import type { SchedulerRunOptions } from './scheduler.ts';
import { SchedulerOptionsError } from './scheduler-errors.ts';

/** The noise of a run's stochastic steps, out of one generator for the batch or one per item. */
export class StepNoise {
  readonly #generators: readonly NormalSource[];
  readonly #halfPrecision: boolean;
  #buffer: Float32Array | undefined;

  constructor(options: SchedulerRunOptions, batchSize: number) {
    const { generator } = options;
    this.#halfPrecision = options.dtype === 'float16';
    if (generator === undefined) this.#generators = [];
    else this.#generators = isList(generator) ? generator : [generator];
    if (generator !== undefined && isList(generator) && generator.length !== batchSize) {
      throw new SchedulerOptionsError(
        `Got ${generator.length} generators for a batch of ${batchSize}. Give one for all, or one per item.`,
      );
    }
  }

  /**
   * The next draw, of the length of a tensor; the buffer is used again by the next draw. `precision` is float32 for
   * methods that draw so whatever the run's element type.
   */
  draw(length: number, precision: 'run' | 'float32' = 'run'): Float32Array {
    if (this.#generators.length === 0) {
      throw new SchedulerOptionsError('This step draws noise, but the run has no generator. Start it with one.');
    }
    if (this.#buffer?.length !== length) this.#buffer = new Float32Array(length);
    const buffer = this.#buffer;
    const itemLength = length / this.#generators.length;
    for (const [item, generator] of this.#generators.entries()) {
      generator.fillNormal(buffer.subarray(item * itemLength, (item + 1) * itemLength));
    }
    if (this.#halfPrecision && precision === 'run') {
      for (let index = 0; index < length; index += 1) buffer[index] = roundToFloat16(buffer[index]!);
    }
    return buffer;
  }
}

function isList(generator: NormalSource | readonly NormalSource[]): generator is readonly NormalSource[] {
  return Array.isArray(generator);
}

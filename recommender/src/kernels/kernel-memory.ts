import { KernelMemoryError } from '../errors.ts';

const PAGE_BYTES = 65_536;
const LIMIT_BYTES = 4 * 1024 ** 3;
/** Arrays begin on cache lines; the first one leaves 0 free, which means "none". */
const ALIGNMENT_BYTES = 64;

interface ArrayConstructor<Kind> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: SharedArrayBuffer, byteOffset: number, length: number): Kind;
}

interface Copyable<Kind> extends ArrayLike<number> {
  readonly constructor: unknown;
  set(source: Kind): void;
}

/**
 * Memory that kernels, worker threads and this thread share; it grows as arrays are allocated, up to 4 GiB, and is given
 * back as a whole when nothing refers to it any more. An array's `byteOffset` is its pointer.
 */
export class KernelMemory {
  readonly memory: WebAssembly.Memory;
  #usedBytes = ALIGNMENT_BYTES;

  constructor() {
    this.memory = new WebAssembly.Memory({ initial: 1, maximum: LIMIT_BYTES / PAGE_BYTES, shared: true });
  }

  /** Bytes that arrays take so far. */
  get usedBytes(): number {
    return this.#usedBytes;
  }

  /**
   * An array of zeros.
   * @throws KernelMemoryError when all arrays together would take more than 4 GiB, or more than the machine gives
   */
  allocate<Kind>(kind: ArrayConstructor<Kind>, length: number): Kind {
    const start = Math.ceil(this.#usedBytes / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
    const end = start + length * kind.BYTES_PER_ELEMENT;
    if (end > LIMIT_BYTES) {
      throw new KernelMemoryError(
        `The kernels need ${end} bytes: they can address ${LIMIT_BYTES}. Take fewer factors or fewer items.`,
      );
    }
    const missing = end - this.memory.buffer.byteLength;
    if (missing > 0) this.#grow(Math.ceil(missing / PAGE_BYTES));
    this.#usedBytes = end;
    return new kind(this.memory.buffer as unknown as SharedArrayBuffer, start, length);
  }

  /** A copy of an array. @throws KernelMemoryError as `allocate` */
  copy<Kind extends Copyable<Kind>>(source: Kind): Kind {
    const target = this.allocate(source.constructor as ArrayConstructor<Kind>, source.length);
    target.set(source);
    return target;
  }

  #grow(pages: number): void {
    try {
      this.memory.grow(pages);
    } catch (cause) {
      const megabytes = Math.ceil((pages * PAGE_BYTES) / 1024 ** 2);
      throw new KernelMemoryError(
        `The machine has no ${megabytes} MB left for the kernels. Free memory, or fit less.`,
        {
          cause,
        },
      );
    }
  }
}

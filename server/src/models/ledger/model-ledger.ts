import { chooseFitting } from './choose-fitting.ts';
import { ModelDoesNotFitError } from './ledger-errors.ts';
import type { LedgerEntry, LedgerModel, ModelLedgerOptions } from './ledger-model.ts';

interface Loaded<Value> {
  readonly value: Value;
  readonly bytes: number;
  readonly parts: readonly string[];
  lastUse: number;
}

interface LoadContext {
  /** Models that may not be let go for this one. */
  readonly pinned: ReadonlySet<string>;
  readonly mayLetGo: boolean;
  /** Kept free for the model that this one is a part of. */
  readonly reservedBytes: number;
}

interface Slot<Value> {
  readonly model: LedgerModel<Value>;
  loaded: Loaded<Value> | undefined;
  isLoading: boolean;
  failure: Error | undefined;
  expectedBytes: number | undefined;
  /** Measured over expected, of the last load. */
  correction: number;
}

/**
 * One budget of memory, and what lies in it. Models are loaded one at a time; where there is no room the ones used longest
 * ago are let go; what a load really took replaces what was expected, also for the next time.
 *
 * A model's `parts` count as used with it, and it is let go with any of them, because it holds them.
 */
export class ModelLedger<Value> {
  readonly #slots = new Map<string, Slot<Value>>();
  readonly #onEviction: NonNullable<ModelLedgerOptions['onEviction']>;
  #budgetBytes: number;
  #uses = 0;
  #queue: Promise<unknown> = Promise.resolve();

  constructor({ budgetBytes, onEviction = () => undefined }: ModelLedgerOptions) {
    this.#budgetBytes = budgetBytes;
    this.#onEviction = onEviction;
  }

  get budgetBytes(): number {
    return this.#budgetBytes;
  }

  get usedBytes(): number {
    let bytes = 0;
    for (const { loaded } of this.#slots.values()) bytes += loaded?.bytes ?? 0;
    return bytes;
  }

  /** Makes a model known, or known anew: a loaded one of this id is let go, a broken one may be tried again. */
  add(model: LedgerModel<Value>): void {
    this.remove(model.id);
    this.#slots.set(model.id, {
      ...{ model, loaded: undefined, isLoading: false, failure: undefined },
      ...{ expectedBytes: undefined, correction: 1 },
    });
  }

  remove(id: string): void {
    this.#letGo(id, 'part');
    this.#slots.delete(id);
  }

  has(id: string): boolean {
    return this.#slots.has(id);
  }

  isLoaded(id: string): boolean {
    return this.#slots.get(id)?.loaded !== undefined;
  }

  /** A model that is in memory, and complete as far as memory goes; it and its parts count as used. */
  find(id: string): Value | undefined {
    const slot = this.#slots.get(id);
    if (slot?.loaded === undefined || this.#isOutdated(slot)) return undefined;
    this.#touch(slot.loaded);
    return slot.loaded.value;
  }

  /**
   * A model, loaded if need be, in place of those used longest ago.
   *
   * @throws ModelDoesNotFitError when it needs more than the whole budget, or what `load` rejects with; the latter marks it as
   *   broken until it is added anew
   */
  get(id: string): Promise<Value> {
    return this.#inTurn(() => this.#load(id, { pinned: new Set([id]), mayLetGo: true, reservedBytes: 0 }));
  }

  /**
   * Loads those that fit beside what else is in memory (`chooseFitting`), the largest first, one at a time; models with parts
   * come after those. Others of them that are in memory are let go first, so that it is the same whatever was there before.
   */
  preload(ids: readonly string[]): Promise<void> {
    return this.#inTurn(async () => {
      const sorted = await this.#sortLargestFirst(ids);
      const fitting = await this.#chooseFitting(sorted);
      for (const id of sorted) if (!fitting.has(id)) this.#letGo(id, 'pressure');
      // Some take less than was expected, and leave room for one of the others.
      const rest = sorted.filter((id) => !fitting.has(id));
      for (const id of [...sorted.filter((each) => fitting.has(each)), ...rest]) {
        // What doesn't fit or is broken is told by `describe`; the others are loaded all the same.
        const context = { pinned: new Set([id]), mayLetGo: false, reservedBytes: 0 };
        await this.#load(id, context).catch(() => undefined);
      }
    });
  }

  /** Lets go what is over a smaller budget at once; a larger one is filled by `preload` or when models are asked for. */
  setBudget(bytes: number): void {
    this.#budgetBytes = bytes;
    while (this.usedBytes > this.#budgetBytes) {
      const id = this.#findLeastRecent(new Set());
      if (id === undefined) return;
      this.#letGo(id, 'pressure');
    }
  }

  /** Every model with its state. Sizes of models that aren't loaded are estimated. */
  async describe(): Promise<readonly LedgerEntry[]> {
    return Promise.all([...this.#slots.values()].map((slot) => this.#describe(slot)));
  }

  async #describe(slot: Slot<Value>): Promise<LedgerEntry> {
    const { model, loaded, isLoading } = slot;
    const neededBytes = loaded?.bytes ?? (await this.#expect(slot).catch(() => 0));
    const availableBytes = Math.max(0, this.#budgetBytes - this.usedBytes) + (loaded?.bytes ?? 0);
    const absent = isLoading ? 'loading' : slot.failure === undefined ? 'absent' : 'broken';
    const state = loaded === undefined ? absent : 'loaded';
    const missingParts = loaded === undefined ? [] : model.parts.filter((part) => !loaded.parts.includes(part));
    return { id: model.id, state, neededBytes, availableBytes, missingParts, failure: slot.failure };
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#queue.then(work);
    this.#queue = result.catch(() => undefined);
    return result;
  }

  async #load(id: string, context: LoadContext): Promise<Value> {
    const slot = this.#slots.get(id);
    if (slot === undefined) throw new RangeError(`The ledger knows no model "${id}".`);
    const known = this.find(id);
    if (known !== undefined) return known;
    if (slot.failure !== undefined) throw slot.failure;
    this.#letGo(id, 'part');
    const expectedBytes = await this.#expect(slot);
    const reservedBytes = context.reservedBytes + expectedBytes;
    // Before anything is let go, or a part loaded, in vain.
    if (reservedBytes > this.#budgetBytes) {
      throw new ModelDoesNotFitError(id, expectedBytes, Math.max(0, this.#budgetBytes - context.reservedBytes));
    }
    const parts = await this.#loadParts(slot, { ...context, reservedBytes });
    const withParts = { ...context, pinned: new Set([...context.pinned, ...parts.keys()]) };
    this.#makeRoom(id, expectedBytes, withParts);
    slot.isLoading = true;
    try {
      const { value, measuredBytes } = await slot.model.load(parts);
      // Removed or replaced while it was loaded: it is given to who asked, and not kept.
      if (this.#slots.get(id) !== slot) return value;
      slot.correction *= measuredBytes / Math.max(1, expectedBytes);
      slot.loaded = { value, bytes: measuredBytes, parts: [...parts.keys()], lastUse: 0 };
      this.#touch(slot.loaded);
      this.#makeRoom(id, 0, withParts);
      return value;
    } catch (error) {
      if (!(error instanceof ModelDoesNotFitError)) slot.failure = toError(error);
      throw error;
    } finally {
      slot.isLoading = false;
    }
  }

  async #loadParts({ model }: Slot<Value>, context: LoadContext): Promise<Map<string, Value>> {
    const loaded = new Map<string, Value>();
    const known = model.parts.filter((part) => this.#slots.has(part));
    const pinned = new Set([...context.pinned, ...known]);
    for (const part of await this.#sortLargestFirst(known)) {
      const value = await this.#load(part, { ...context, pinned }).catch(() => undefined);
      if (value !== undefined) loaded.set(part, value);
    }
    return loaded;
  }

  async #expect(slot: Slot<Value>): Promise<number> {
    try {
      slot.expectedBytes ??= await slot.model.estimateBytes();
    } catch (error) {
      slot.failure = toError(error);
      throw error;
    }
    return slot.expectedBytes * slot.correction;
  }

  #makeRoom(id: string, bytes: number, { pinned, mayLetGo, reservedBytes }: LoadContext): void {
    while (this.usedBytes + bytes + reservedBytes > this.#budgetBytes) {
      const other = mayLetGo ? this.#findLeastRecent(pinned) : undefined;
      if (other === undefined) {
        const neededBytes = this.#slots.get(id)?.loaded?.bytes ?? bytes;
        this.#letGo(id, 'pressure');
        throw new ModelDoesNotFitError(id, neededBytes, Math.max(0, this.#budgetBytes - this.usedBytes));
      }
      this.#letGo(other, 'pressure');
    }
  }

  /** Whether a loaded model does without a part that is in memory by now. */
  #isOutdated({ model, loaded }: Slot<Value>): boolean {
    return model.parts.some((part) => this.#slots.get(part)?.loaded !== undefined && !loaded?.parts.includes(part));
  }

  #touch(loaded: Loaded<Value>): void {
    this.#uses += 1;
    loaded.lastUse = this.#uses;
    for (const part of loaded.parts) {
      const own = this.#slots.get(part)?.loaded;
      if (own !== undefined) own.lastUse = this.#uses;
    }
  }

  /** Of those that were used together, as a blend and its parts are, the largest: so that fewest have to go. */
  #findLeastRecent(pinned: ReadonlySet<string>): string | undefined {
    let found: { readonly id: string; readonly lastUse: number; readonly bytes: number } | undefined;
    for (const [id, { loaded }] of this.#slots) {
      if (loaded === undefined || pinned.has(id)) continue;
      const { lastUse, bytes } = loaded;
      const goesFirst =
        found === undefined || lastUse < found.lastUse || (lastUse === found.lastUse && bytes > found.bytes);
      if (goesFirst) found = { id, lastUse, bytes };
    }
    return found?.id;
  }

  #letGo(id: string, reason: 'pressure' | 'part'): void {
    const slot = this.#slots.get(id);
    if (slot?.loaded === undefined) return;
    slot.loaded = undefined;
    this.#onEviction(id, reason);
    for (const [other, { loaded }] of this.#slots) if (loaded?.parts.includes(id)) this.#letGo(other, 'part');
  }

  async #chooseFitting(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const others = [...this.#slots].filter(([id]) => !ids.includes(id));
    const othersBytes = others.reduce((sum, [, { loaded }]) => sum + (loaded?.bytes ?? 0), 0);
    const models = ids.map(async (id) => {
      const slot = this.#slots.get(id)!;
      return { id, bytes: slot.loaded?.bytes ?? (await this.#expect(slot)), isBlend: slot.model.parts.length > 0 };
    });
    return chooseFitting(await Promise.all(models), this.#budgetBytes - othersBytes);
  }

  async #sortLargestFirst(ids: readonly string[]): Promise<readonly string[]> {
    const sized = await Promise.all(
      ids.flatMap((id) => {
        const slot = this.#slots.get(id);
        return slot === undefined
          ? []
          : [
              this.#expect(slot).then(
                (bytes) => ({ id, bytes, slot }),
                () => undefined,
              ),
            ];
      }),
    );
    return sized
      .filter((entry) => entry !== undefined)
      .sort((one, other) => {
        const order = Number(one.slot.model.parts.length > 0) - Number(other.slot.model.parts.length > 0);
        return order === 0 ? other.bytes - one.bytes : order;
      })
      .map(({ id }) => id);
  }
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

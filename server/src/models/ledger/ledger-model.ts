/** A model that the ledger may load and let go again. */
export interface LedgerModel<Value> {
  readonly id: string;
  /** Other models that it speaks through: loaded before it where they fit, and used whenever it is. */
  readonly parts: readonly string[];
  /** What loading it is expected to take, told without loading it; rejects when its file can't be used. */
  estimateBytes(): Promise<number>;
  /** @param parts those of `parts` that are loaded */
  load(parts: ReadonlyMap<string, Value>): Promise<LoadedModel<Value>>;
}

export interface LoadedModel<Value> {
  readonly value: Value;
  /** What it takes now that it is there. */
  readonly measuredBytes: number;
}

/** A model as the ledger sees it. */
export interface LedgerEntry {
  readonly id: string;
  readonly state: 'loaded' | 'loading' | 'absent' | 'broken';
  /** What it takes, or is expected to take; 0 when that isn't known yet. */
  readonly neededBytes: number;
  /** What would be there for it without another being let go; for a loaded one, what it takes. */
  readonly availableBytes: number;
  /** Parts that a loaded model does without. */
  readonly missingParts: readonly string[];
  /** Why the last attempt to load it failed, when it is broken. */
  readonly failure: Error | undefined;
}

export interface ModelLedgerOptions {
  readonly budgetBytes: number;
  /** Told of each model that was let go, and why. */
  readonly onEviction?: (id: string, reason: 'pressure' | 'part') => void;
}

/// <reference lib="esnext.float16" preserve="true" />
import type { Interactions } from '../interactions/interactions.ts';
import type { SideInformation } from '../interactions/item-features.ts';
import type { Explanation } from './explanation.ts';
import type { ScorerId } from './scorer-id.ts';

/** What a scorer is fitted on. */
export interface TrainingData {
  readonly interactions: Interactions;
  readonly sideInformation?: SideInformation;
  /** Models of the same data that are in memory already, by id; a blend shares them instead of keeping its own. */
  readonly parts?: ReadonlyMap<ScorerId, Scorer>;
}

/** How far a fit has come. */
export interface FitProgress {
  /** What is being done, as in `epoch 3 of 20`. */
  readonly stage: string;
  /** From 0 to 1; never falls. */
  readonly fraction: number;
}

/** How to fit. */
export interface FitOptions {
  /** Decides every random number; default 0. The same seed, data and parameters give the same model. */
  readonly seed?: number;
  /** Worker threads for the kernels, 1 or more (default: the number of cores). Results don't depend on it. */
  readonly threads?: number;
  /** Checked between pieces of work; an abort rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: FitProgress) => void;
}

/** A rating that is expected. */
export interface Prediction {
  /** In stars, 0.5 to 5; always finite. */
  readonly rating: number;
  /** Whether it rests on this user and this item, or falls back to what is known about one of them or to the mean. */
  readonly basis: 'user-and-item' | 'user' | 'item' | 'mean';
}

/** One person's ratings from outside the data, in the order in which they were given. */
export interface UserHistory {
  /** Item indexes, each once. */
  readonly items: Uint32Array;
  /** Half stars, 1 to 10. */
  readonly codes: Uint8Array;
  /** Seconds since 1970, where known. */
  readonly times?: Uint32Array;
  /** The user of the data whose ratings this history replaces; they are not taken for somebody else then. */
  readonly user?: number;
}

/** An item with how alike or how good it is. */
export interface ScoredItem {
  readonly item: number;
  readonly score: number;
}

/** A fitted model seen by one person: a user of the data, or one who was folded in. */
export interface UserView {
  /** The rating that this person would give; `undefined` is an item that the data doesn't hold. */
  predict(item: number | undefined): Prediction;
  /**
   * Score every item for ranking; higher is better, every score is finite.
   * @param scores itemCount long; overwritten. Items that the person has rated are scored as well.
   */
  scoreItems(scores: Float32Array): void;
  /** The additive parts that make the item's score (or rating, as `Explanation.of` says). */
  explain(item: number): Explanation;
  /** Only of a blend: how one of its parts explains the item by itself; `undefined` for a part that is missing. */
  explainPart?(part: ScorerId, item: number): Explanation | undefined;
}

/** A model that was fitted and is in memory. All of its methods are synchronous and don't change it. */
export interface Scorer {
  readonly id: ScorerId;
  /** The parameters in force, defaults filled in. */
  readonly parameters: Readonly<Record<string, number | string | boolean>>;
  /** The data that it was fitted on; needed to load it again. */
  readonly dataHash: string;
  /** Bytes that the model itself keeps in memory, without the shared ratings. */
  readonly sizeBytes: number;
  /** Look through the eyes of a user of the data; `undefined` is somebody about whom nothing is known. */
  viewAs(user: number | undefined): UserView;
  /** Look through the eyes of somebody with this history, without fitting again; for a user of the data, of their changed one. */
  foldIn(history: UserHistory): UserView;
  /** The items most alike, best first, ties by the smaller index; never the item itself. */
  findSimilarItems(item: number, count: number): readonly ScoredItem[];
  /** The arrays to store; ratings are never among them. */
  toModelFile(): ModelContent;
}

/** The arrays and facts of a model, as they are stored. */
export interface ModelContent {
  readonly arrays: ReadonlyMap<string, ModelArray>;
  /** Small facts beside the arrays; strings, as safetensors has it. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** One array of a model; `values` may be a view into a file. */
export interface ModelArray {
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array | Float16Array | Uint32Array | Int32Array | Uint8Array;
}

/** A method that can be fitted: its id, its parameters, and how to make and reopen a model. */
export interface ScorerDefinition {
  readonly id: ScorerId;
  /** What its scores are good for: to say how many stars, or to say what comes first. */
  readonly objective: 'stars' | 'ranking';
  readonly parameters: readonly ParameterDefinition[];
  /** Parameters that stand for another library's defaults, by its name, such as `surprise`. */
  readonly presets?: Readonly<Record<string, ScorerParameters>>;
  /**
   * @throws ScorerParameterError for a parameter that it doesn't take or that is out of range
   * @throws UnfitDataError when there is nothing to learn from
   */
  fit(data: TrainingData, parameters: ScorerParameters, options?: FitOptions): Promise<Scorer>;
  /** Reopen a model on the data that it was fitted on. @throws BrokenModelFileError */
  load(content: ModelContent, data: TrainingData): Scorer;
}

/** Parameters as they are given; those left out take their defaults. */
export type ScorerParameters = Readonly<Record<string, number | string | boolean>>;

/** One parameter, documented once, here. */
export interface ParameterDefinition {
  readonly name: string;
  readonly description: string;
  readonly default: number | string | boolean;
  /** For numbers: the range, both ends allowed. */
  readonly minimum?: number;
  readonly maximum?: number;
  readonly integer?: boolean;
  /** For texts: what is allowed. */
  readonly choices?: readonly string[];
}

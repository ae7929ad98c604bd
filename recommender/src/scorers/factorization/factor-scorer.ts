import type { Interactions } from '../../interactions/interactions.ts';
import { hasRatings } from '../known-row.ts';
import { asModelArray, ModelReader } from '../model-content.ts';
import { readRatingScale } from '../rating-scale.ts';
import type { ResolvedParameters } from '../resolve-parameters.ts';
import type { ModelArray, ModelContent, ScoredItem, Scorer, UserHistory, UserView } from '../scorer.ts';
import type { ScorerId } from '../scorer-id.ts';
import type { ItemSide } from './factor-model.ts';
import { FactorPerson } from './factor-person.ts';
import type { FactorTable } from './factor-table.ts';
import { readFactors } from './factor-table.ts';
import { FactorView } from './factor-view.ts';
import { ItemScores } from './item-scores.ts';

/** Everything of a fitted factorisation that is stored. */
export interface FactorModel {
  readonly id: ScorerId;
  readonly parameters: ResolvedParameters;
  readonly interactions: Interactions;
  readonly mean: number;
  readonly userBiases: Float32Array;
  readonly itemBiases: Float32Array;
  /** v_u by rows. */
  readonly userFactors: FactorTable;
  /** q_i by rows. */
  readonly itemFactors: FactorTable;
  /** y_j by rows, where histories imply something. */
  readonly impliedFactors: FactorTable | undefined;
  /** Whether users and items without ratings have biases and factors too, from what is known about them; zeros where nothing is. */
  readonly describesUnrated?: boolean;
  /** Facts that the method needs to be loaded again. */
  readonly extraFacts?: Readonly<Record<string, string>>;
}

/** The penalties that a person is folded in with. */
export type FoldInPenalties = Pick<
  ItemSide,
  'biasRegularization' | 'factorRegularization' | 'biasPenalty' | 'factorPenalty'
>;

/** A fitted factorisation r̂ = mean + b_u + b_i + q_i·v_u. */
export class FactorScorer implements Scorer {
  readonly id: ScorerId;
  readonly parameters;
  readonly dataHash: string;
  readonly sizeBytes: number;
  readonly #model: FactorModel;
  readonly #side: ItemSide;

  constructor(model: FactorModel, penalties: FoldInPenalties) {
    const { interactions, itemFactors, itemBiases, impliedFactors } = model;
    this.#model = model;
    this.id = model.id;
    this.parameters = model.parameters.values;
    this.dataHash = interactions.dataHash;
    this.#side = {
      ...penalties,
      interactions,
      scale: readRatingScale(interactions.byUser),
      mean: model.mean,
      biases: itemBiases,
      factors: itemFactors,
      scores: new ItemScores(itemFactors, itemBiases),
      describesUnrated: model.describesUnrated ?? false,
      ...(impliedFactors && { implied: impliedFactors }),
    };
    const arrays = [...this.toModelFile().arrays.values()];
    // Item factors lie in memory twice: as they are stored, and where kernels reach them.
    this.sizeBytes = arrays.reduce((sum, { values }) => sum + values.byteLength, itemFactors.values.byteLength);
  }

  viewAs(user: number | undefined): UserView {
    const { interactions, userBiases, userFactors, describesUnrated = false } = this.#model;
    const { byUser, timesByUser } = interactions;
    const isStored = hasRatings(byUser, user) || (describesUnrated && user !== undefined);
    if (!isStored) return this.foldIn({ items: new Uint32Array(), codes: new Uint8Array() });
    const [start, end] = [byUser.offsets[user]!, byUser.offsets[user + 1]!];
    const times = timesByUser && { times: timesByUser.subarray(start, end) };
    const history = { items: byUser.columns.subarray(start, end), codes: byUser.codes.subarray(start, end), ...times };
    const stored = { bias: userBiases[user]!, vector: readFactors(userFactors, user) };
    return new FactorView(this.#side, new FactorPerson(this.#side, history, stored));
  }

  foldIn(history: UserHistory): UserView {
    return new FactorView(this.#side, new FactorPerson(this.#side, history));
  }

  findSimilarItems(item: number, count: number): readonly ScoredItem[] {
    return this.#side.scores.findNearest(item, count);
  }

  toModelFile(): ModelContent {
    const { userBiases, itemBiases, userFactors, itemFactors, impliedFactors, mean } = this.#model;
    const arrays = new Map<string, ModelArray>([
      ['user_biases', asModelArray(userBiases)],
      ['item_biases', asModelArray(itemBiases)],
      ['user_factors', { shape: [userBiases.length, userFactors.width], values: userFactors.values }],
      ['item_factors', { shape: [itemBiases.length, itemFactors.width], values: itemFactors.values }],
    ]);
    if (impliedFactors !== undefined) {
      arrays.set('implied_factors', { shape: [itemBiases.length, itemFactors.width], values: impliedFactors.values });
    }
    const { extraFacts } = this.#model;
    return { arrays, metadata: { mean: String(mean), ...extraFacts, parameters: JSON.stringify(this.parameters) } };
  }
}

/** What a method's stored factorisation looks like. */
export interface FactorModelFile {
  readonly id: ScorerId;
  readonly resolve: (reader: ModelReader) => ResolvedParameters;
  readonly implied: boolean;
  /** The parameter that says how many numbers a row of factors has. */
  readonly widthParameter?: string;
  /** Numbers that are stored beside the mean. */
  readonly extraFacts?: readonly string[];
}

/** A stored factorisation. @throws BrokenModelFileError when the arrays don't fit the data */
export function readFactorModel(
  content: ModelContent,
  interactions: Interactions,
  { id, resolve, implied, widthParameter = 'factors', extraFacts = [] }: FactorModelFile,
): FactorModel {
  const reader = new ModelReader(id, content);
  const parameters = resolve(reader);
  const { userCount, itemCount } = interactions;
  const width = parameters.number(widthParameter);
  const readTable = (name: string, rowCount: number): FactorTable => {
    return { rowCount, width, values: reader.halvesOrSingles(name, rowCount * width) };
  };
  return {
    id,
    parameters,
    interactions,
    mean: reader.number('mean'),
    userBiases: reader.float32('user_biases', userCount),
    itemBiases: reader.float32('item_biases', itemCount),
    userFactors: readTable('user_factors', userCount),
    itemFactors: readTable('item_factors', itemCount),
    impliedFactors: implied ? readTable('implied_factors', itemCount) : undefined,
    extraFacts: Object.fromEntries(extraFacts.map((name) => [name, String(reader.number(name))])),
  };
}

import type { Interactions } from '../../interactions/interactions.ts';
import { asModelArray, type ModelReader } from '../model-content.ts';
import { emptyRow, rowOf, rowOfHistory } from '../neighbours/history.ts';
import { listSimilarRows, type NeighbourLists, readLists, writeLists } from '../neighbours/neighbour-lists.ts';
import type { ResolvedParameters } from '../resolve-parameters.ts';
import type { ModelContent, ScoredItem, Scorer, UserHistory, UserView } from '../scorer.ts';
import type { ScorerId } from '../scorer-id.ts';
import { biasOf, calibrateStars, type StarCalibration } from '../star-calibration.ts';
import type { CoOccurrenceModel } from './co-occurrence-model.ts';
import { CoOccurrenceView } from './co-occurrence-view.ts';

/** A fitted method that scores by items which people have in common. */
export class CoOccurrenceScorer implements Scorer {
  readonly id: ScorerId;
  readonly parameters;
  readonly dataHash: string;
  readonly sizeBytes: number;
  readonly #model: CoOccurrenceModel;

  constructor(model: CoOccurrenceModel) {
    const { lists, itemWeights, calibration } = model;
    this.#model = model;
    this.id = model.id;
    this.parameters = model.parameters.values;
    this.dataHash = model.interactions.dataHash;
    const arrays = [lists.offsets, lists.neighbours, lists.similarities, itemWeights, calibration.biases.users];
    this.sizeBytes = arrays.reduce((sum, { byteLength }) => sum + byteLength, calibration.biases.items.byteLength);
  }

  viewAs(user: number | undefined): UserView {
    const { interactions, calibration } = this.#model;
    const history = user === undefined ? emptyRow : rowOf(interactions.byUser, user, calibration.biases.users[user]!);
    return new CoOccurrenceView(this.#model, history);
  }

  foldIn(history: UserHistory): UserView {
    return new CoOccurrenceView(this.#model, rowOfHistory(history, biasOf(this.#model.calibration, history)));
  }

  findSimilarItems(item: number, count: number): readonly ScoredItem[] {
    return listSimilarRows(this.#model.lists, item, count);
  }

  toModelFile(): ModelContent {
    const { lists, itemWeights, calibration, parameters } = this.#model;
    const arrays = new Map([
      ...writeLists(lists),
      ['item_weights', asModelArray(itemWeights)],
      ['user_biases', asModelArray(calibration.biases.users)],
      ['item_biases', asModelArray(calibration.biases.items)],
    ]);
    const numbers = {
      mean: calibration.biases.mean,
      slope: calibration.slope,
      center: calibration.center,
      lowest: calibration.scale.lowest,
      highest: calibration.scale.highest,
    };
    const facts = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, String(value)]));
    return { arrays, metadata: { ...facts, parameters: JSON.stringify(parameters.values) } };
  }
}

/** What a method brings to be a model. */
export interface CoOccurrenceParts {
  readonly id: ScorerId;
  readonly interactions: Interactions;
  readonly parameters: ResolvedParameters;
  readonly itemWeights: Float64Array;
  readonly lists: NeighbourLists;
}

/** A scorer out of lists, with its stars calibrated on the training ratings. */
export function createCoOccurrenceScorer(parts: CoOccurrenceParts): CoOccurrenceScorer {
  const { interactions } = parts;
  const uncalibrated: StarCalibration = {
    biases: { mean: 0, users: new Float64Array(), items: new Float64Array() },
    scale: { lowest: 0.5, highest: 5 },
    slope: 0,
    center: 0,
  };
  const calibration = calibrateStars(interactions, (user, scores) => {
    new CoOccurrenceView({ ...parts, calibration: uncalibrated }, rowOf(interactions.byUser, user, 0)).scoreItems(
      scores,
    );
  });
  return new CoOccurrenceScorer({ ...parts, calibration });
}

/** A scorer out of stored arrays. @throws BrokenModelFileError when they don't fit the data or each other */
export function readCoOccurrenceScorer(
  reader: ModelReader,
  parts: Pick<CoOccurrenceParts, 'id' | 'interactions' | 'parameters'>,
): CoOccurrenceScorer {
  const { itemCount, userCount } = parts.interactions;
  const biases = {
    mean: reader.number('mean'),
    users: reader.float64('user_biases', userCount),
    items: reader.float64('item_biases', itemCount),
  };
  const lists = readLists(reader, itemCount);
  const scale = { lowest: reader.number('lowest'), highest: reader.number('highest') };
  const calibration = { biases, scale, slope: reader.number('slope'), center: reader.number('center') };
  return new CoOccurrenceScorer({
    ...parts,
    lists,
    calibration,
    itemWeights: reader.float64('item_weights', itemCount),
  });
}

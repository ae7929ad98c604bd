import type { CompressedRows } from '../../interactions/compressed-rows.ts';
import type { TrainingData } from '../scorer.ts';
import { type FeatureBlock, FeatureBlockBuilder } from './feature-block.ts';

/** What the model may know besides who rated what. */
export interface FeatureChoice {
  /** What people rated at all, and who rated an item at all. */
  readonly implied: boolean;
  /** Genres, years and tags of items; attributes of people. */
  readonly sideInformation: boolean;
}

/** The features of users: themselves, what they rated at all, and what is known about them. */
export function describeUsers({ interactions, sideInformation }: TrainingData, choice: FeatureChoice): FeatureBlock {
  const builder = new FeatureBlockBuilder(interactions.userCount);
  builder.addIdentities('user');
  if (choice.implied) addImplied(builder, 'rated items', interactions.byUser);
  const users = choice.sideInformation ? (sideInformation?.users ?? []) : [];
  const names = new Set(users.flatMap((features) => [...(features?.keys() ?? [])]));
  for (const name of names) {
    builder.addTexts(name, (user) => {
      const value = users[user]?.get(name);
      return value === undefined ? [] : [value];
    });
  }
  return builder.build();
}

/** The features of items: themselves, who rated them at all, and what is known about them. */
export function describeItems({ interactions, sideInformation }: TrainingData, choice: FeatureChoice): FeatureBlock {
  const builder = new FeatureBlockBuilder(interactions.itemCount);
  builder.addIdentities('item');
  if (choice.implied) addImplied(builder, 'raters', interactions.byItem);
  const items = choice.sideInformation ? (sideInformation?.items ?? []) : [];
  builder.addTexts('genre', (item) => items[item]?.genres ?? []);
  builder.addTexts('year', (item) => (items[item]?.year === undefined ? [] : [String(items[item].year)]));
  builder.addTexts('director', (item) => items[item]?.directors ?? []);
  builder.addTexts('keyword', (item) => items[item]?.keywords ?? []);
  builder.addTexts('tag', (item) => (items[item]?.tags ?? []).map((tag) => tag.toLowerCase()));
  return builder.build();
}

function addImplied(builder: FeatureBlockBuilder, group: string, rows: CompressedRows): void {
  builder.addRows(group, rows.columnCount, (row) => {
    const columns = rows.columns.subarray(rows.offsets[row]!, rows.offsets[row + 1]!);
    return { columns, value: 1 / Math.sqrt(Math.max(1, columns.length)) };
  });
}

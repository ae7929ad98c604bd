/** The features of users, or of items: a sparse matrix, entities × features, seen from both sides. */
export interface FeatureBlock {
  readonly entityCount: number;
  readonly featureCount: number;
  /** featureCount + 1 positions into `entities` and `values`. */
  readonly offsets: Uint32Array;
  readonly entities: Uint32Array;
  readonly values: Float64Array;
  /** Which group each feature is of; groups have means and precisions of their own. */
  readonly groups: Uint16Array;
  readonly groupNames: readonly string[];
}

/** Collects features group by group. */
export class FeatureBlockBuilder {
  readonly #entityCount: number;
  readonly #entities: number[][] = [];
  readonly #values: number[][] = [];
  readonly #groups: number[] = [];
  readonly #groupNames: string[] = [];

  constructor(entityCount: number) {
    this.#entityCount = entityCount;
  }

  /** A feature for every entity: itself. */
  addIdentities(group: string): void {
    const features = Array.from({ length: this.#entityCount }, (_, entity) => [[entity], [1]] as const);
    this.#addGroup(group, features);
  }

  /** Features of a sparse matrix by entities: `columnsOf(entity)` lists an entity's features, each with the same value. */
  addRows(
    group: string,
    featureCount: number,
    rowOf: (entity: number) => { columns: ArrayLike<number>; value: number },
  ): void {
    const entities = Array.from({ length: featureCount }, (): number[] => []);
    const values = Array.from({ length: featureCount }, (): number[] => []);
    for (let entity = 0; entity < this.#entityCount; entity += 1) {
      const { columns, value } = rowOf(entity);
      for (let index = 0; index < columns.length; index += 1) {
        entities[columns[index]!]!.push(entity);
        values[columns[index]!]!.push(value);
      }
    }
    this.#addGroup(
      group,
      entities.map((list, feature) => [list, values[feature]!] as const),
    );
  }

  /** A feature for every different text; an entity has those of its list, each with 1/√(how many). */
  addTexts(group: string, textsOf: (entity: number) => readonly string[]): void {
    const numbers = new Map<string, number>();
    const lists = Array.from({ length: this.#entityCount }, (_, entity) => {
      return [...new Set(textsOf(entity))].map((text) => {
        const number = numbers.get(text) ?? numbers.size;
        numbers.set(text, number);
        return number;
      });
    });
    if (numbers.size === 0) return;
    this.addRows(group, numbers.size, (entity) => {
      const columns = lists[entity]!;
      return { columns, value: 1 / Math.sqrt(Math.max(1, columns.length)) };
    });
  }

  build(): FeatureBlock {
    const featureCount = this.#entities.length;
    const offsets = new Uint32Array(featureCount + 1);
    for (let feature = 0; feature < featureCount; feature += 1) {
      offsets[feature + 1] = offsets[feature]! + this.#entities[feature]!.length;
    }
    return {
      entityCount: this.#entityCount,
      featureCount,
      offsets,
      entities: Uint32Array.from(this.#entities.flat()),
      values: Float64Array.from(this.#values.flat()),
      groups: Uint16Array.from(this.#groups),
      groupNames: this.#groupNames,
    };
  }

  #addGroup(name: string, features: readonly (readonly [readonly number[], readonly number[]])[]): void {
    const used = features.filter(([entities]) => entities.length > 0);
    if (used.length === 0) return;
    const group = this.#groupNames.push(name) - 1;
    for (const [entities, values] of used) {
      this.#entities.push([...entities]);
      this.#values.push([...values]);
      this.#groups.push(group);
    }
  }
}

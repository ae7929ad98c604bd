import type { ModelFacts } from '@starweave/diffusion';
import type { Logger } from '../logging.ts';
import { computeModelHash, computeModelStamp, findModelFolders } from './model-files.ts';
import type { ModelRecord, ModelStore } from './model-store.ts';

/** An image model as this installation sees it. */
export interface ImageModel {
  readonly id: string;
  readonly folder: string;
  readonly facts: ModelFacts;
  /** SHA-256 over its files, hex; '' for a broken one. */
  readonly hash: string;
  readonly stamp: string;
  /** `checking`: its files look right, and no worker has opened it yet. */
  readonly state: 'checking' | 'ready' | 'broken';
  /** Why it is broken and what would fix it. */
  readonly reason: string;
}

/** The image models in the model folders. A folder that is added or removed is seen without a restart. */
export interface ModelRegistry {
  /** In the order of the folders; of two models with one id the first counts. */
  list(): Promise<readonly ImageModel[]>;
  /**
   * What `list` found last, while it looks again in the background: for use inside of a transaction, which must not
   * wait for another connection.
   */
  listKnown(): Promise<readonly ImageModel[]>;
  find(id: string): Promise<ImageModel | undefined>;
  /** Makes the next `list` look at the folders again. */
  forget(): void;
}

export interface ModelRegistryDependencies {
  readonly folders: readonly string[];
  readonly store: ModelStore;
  readonly inspect: (folder: string) => Promise<ModelFacts>;
  readonly logger: Logger;
  /** How long an answer of `list` is used again. */
  readonly cacheMs: number;
  readonly now: () => number;
}

interface InspectedFolder {
  readonly facts: ModelFacts;
  readonly hash: string;
}

export function createModelRegistry(dependencies: ModelRegistryDependencies): ModelRegistry {
  return new FolderModelRegistry(dependencies);
}

class FolderModelRegistry implements ModelRegistry {
  readonly #dependencies: ModelRegistryDependencies;
  /** By folder and stamp: what is unchanged is not read again. */
  readonly #inspected = new Map<string, Promise<InspectedFolder>>();
  #scan: { readonly at: number; readonly models: Promise<readonly ImageModel[]> } | undefined;
  #known: readonly ImageModel[] | undefined;
  #announced = '';

  constructor(dependencies: ModelRegistryDependencies) {
    this.#dependencies = dependencies;
  }

  list(): Promise<readonly ImageModel[]> {
    const { cacheMs, now } = this.#dependencies;
    if (this.#scan === undefined || now() - this.#scan.at > cacheMs) {
      const models = this.#scanFolders();
      this.#scan = { at: now(), models };
      models.catch(() => this.forget());
    }
    return this.#scan.models;
  }

  async listKnown(): Promise<readonly ImageModel[]> {
    const looking = this.list();
    looking.catch(() => undefined);
    return this.#known ?? looking;
  }

  async find(id: string): Promise<ImageModel | undefined> {
    return (await this.list()).find((model) => model.id === id);
  }

  forget(): void {
    this.#scan = undefined;
  }

  async #scanFolders(): Promise<readonly ImageModel[]> {
    const { folders, store } = this.#dependencies;
    const records = await store.list();
    const models = new Map<string, ImageModel>();
    const seen = new Set<string>();
    for (const folder of await findModelFolders(folders)) {
      const stamp = await computeModelStamp(folder);
      const key = `${folder}\0${stamp}`;
      seen.add(key);
      const found = { folder, stamp, ...(await this.#inspect(key, { folder, stamp, records })) };
      const { id } = found.facts;
      if (!models.has(id)) models.set(id, createModel(found, records.get(id)));
    }
    for (const key of this.#inspected.keys()) if (!seen.has(key)) this.#inspected.delete(key);
    this.#known = [...models.values()];
    await this.#announce(this.#known);
    return this.#known;
  }

  #inspect(key: string, found: FoundFolder): Promise<InspectedFolder> {
    const inspected = this.#inspected.get(key) ?? inspectFolder(this.#dependencies.inspect, found);
    this.#inspected.set(key, inspected);
    inspected.catch(() => this.#inspected.delete(key));
    return inspected;
  }

  /** Wakes the workers for models that nobody has opened yet. */
  async #announce(models: readonly ImageModel[]): Promise<void> {
    const { logger, store } = this.#dependencies;
    const seen = models.map(({ id, stamp }) => `${id} ${stamp}`).join('\n');
    if (seen === this.#announced) return;
    this.#announced = seen;
    logger.info({ models: models.map(({ id, state }) => `${id}: ${state}`) }, 'image models');
    if (models.some(({ state }) => state === 'checking')) await store.announce();
  }
}

interface FoundFolder {
  readonly folder: string;
  readonly stamp: string;
  readonly records: ReadonlyMap<string, ModelRecord>;
}

async function inspectFolder(
  inspect: ModelRegistryDependencies['inspect'],
  { folder, stamp, records }: FoundFolder,
): Promise<InspectedFolder> {
  const facts = await inspect(folder);
  if (facts.faults.length > 0) return { facts, hash: '' };
  const record = records.get(facts.id);
  const hash = record?.facts.stamp === stamp ? record.hash : await computeModelHash(folder);
  return { facts, hash };
}

function createModel(
  found: Pick<ImageModel, 'folder' | 'stamp' | 'facts' | 'hash'>,
  record: ModelRecord | undefined,
): ImageModel {
  const { id, faults } = found.facts;
  if (faults.length > 0) {
    const reason = faults.map((fault) => `${fault.component}: ${fault.reason}`).join(' ');
    return { ...found, id, state: 'broken', reason };
  }
  if (record === undefined || record.hash !== found.hash) return { ...found, id, state: 'checking', reason: '' };
  return { ...found, id, state: record.state, reason: record.reason };
}

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
  const { store, logger, cacheMs, now } = dependencies;
  const inspected = new Map<string, Promise<InspectedFolder>>();
  let scan: { readonly at: number; readonly models: Promise<readonly ImageModel[]> } | undefined;
  let known: readonly ImageModel[] | undefined;
  let knownIds = '';

  const scanFolders = async (): Promise<readonly ImageModel[]> => {
    const records = await store.list();
    const models = new Map<string, ImageModel>();
    const seen = new Set<string>();
    for (const folder of await findModelFolders(dependencies.folders)) {
      const stamp = await computeModelStamp(folder);
      const key = `${folder}\0${stamp}`;
      seen.add(key);
      const pending = inspected.get(key) ?? inspectFolder(dependencies, folder, stamp, records);
      inspected.set(key, pending);
      const { facts, hash } = await pending;
      if (!models.has(facts.id))
        models.set(facts.id, createModel({ folder, stamp, facts, hash }, records.get(facts.id)));
    }
    for (const key of inspected.keys()) if (!seen.has(key)) inspected.delete(key);
    const list = [...models.values()];
    await announceNew(list);
    known = list;
    return list;
  };

  const announceNew = async (models: readonly ImageModel[]) => {
    const ids = models.map(({ id, stamp }) => `${id} ${stamp}`).join('\n');
    if (ids === knownIds) return;
    knownIds = ids;
    logger.info({ models: models.map(({ id, state }) => `${id}: ${state}`) }, 'image models');
    if (models.some(({ state }) => state === 'checking')) await store.announce();
  };

  const list = () => {
    if (scan === undefined || now() - scan.at > cacheMs) {
      const models = scanFolders();
      scan = { at: now(), models };
      models.catch(() => (scan = undefined));
    }
    return scan.models;
  };

  return {
    list,
    async listKnown() {
      const looking = list();
      looking.catch(() => undefined);
      return known ?? looking;
    },
    find: async (id) => (await list()).find((model) => model.id === id),
    forget: () => (scan = undefined),
  };
}

async function inspectFolder(
  { inspect }: Pick<ModelRegistryDependencies, 'inspect'>,
  folder: string,
  stamp: string,
  records: ReadonlyMap<string, ModelRecord>,
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

import { BrokenModelFolderError, ExecutionProviderError } from '../errors.ts';
import type { ModelFamily } from '../families/model-family.ts';
import { describeLoadError } from '../model-folder/describe-load-error.ts';
import { findProviderProblem } from '../onnx/execution-providers.ts';
import { loadNetwork, type Network } from '../onnx/network.ts';
import { findInterfaceProblem } from '../onnx/network-interface.ts';
import { readOnnxOutline } from '../onnx/read-onnx-outline.ts';
import type { SkippedExecutionProvider } from './text-to-image-types.ts';

/** The networks of a model in memory, all on one execution provider. */
export interface NetworkSet {
  readonly executionProvider: string;
  readonly skipped: readonly SkippedExecutionProvider[];
  /** A network; one that isn't in memory yet is loaded. Throws `BrokenModelFolderError` when it can't be. */
  get(component: string): Promise<Network>;
  /**
   * Load a network again with a changed graph: `change` gets the file's bytes without its large weights, which stay where
   * they are. What it throws comes before anything is given back; throws `BrokenModelFolderError` when the changed
   * network can't be loaded.
   */
  change(component: string, change: (model: Uint8Array) => Uint8Array): Promise<Network>;
  release(): Promise<void>;
}

/** What `loadNetworkSet` needs. */
export interface NetworkSetOptions {
  readonly folder: string;
  /** The family whose U-Net is expected; networks of other kinds have none. */
  readonly family?: ModelFamily;
  /** Those to load at once. */
  readonly components: readonly string[];
  /** Path of each network's ONNX file, by component. */
  readonly files: ReadonlyMap<string, string>;
  /** In order of preference; at least one. */
  readonly executionProviders: readonly string[];
  readonly threads: number | undefined;
  readonly clock: () => number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Load all networks on the first execution provider that starts and takes them.
 * When the last provider can't load a network, the model is to blame: throws `BrokenModelFolderError`.
 */
export async function loadNetworkSet(options: NetworkSetOptions): Promise<NetworkSet> {
  const skipped: SkippedExecutionProvider[] = [];
  let modelError: BrokenModelFolderError | undefined;
  for (const name of options.executionProviders) {
    const problem = await findProviderProblem(name);
    if (problem !== undefined) {
      skipped.push({ name, reason: problem });
      continue;
    }
    try {
      return await startNetworkSet(options, name, skipped);
    } catch (error) {
      if (!(error instanceof BrokenModelFolderError)) throw error;
      modelError = error;
      skipped.push({ name, reason: error.faults.map((fault) => fault.reason).join(' ') });
    }
  }
  throw modelError ?? new ExecutionProviderError(skipped);
}

async function startNetworkSet(
  options: NetworkSetOptions,
  executionProvider: string,
  skipped: readonly SkippedExecutionProvider[],
): Promise<NetworkSet> {
  const networks = new Map<string, Network>();
  const set: NetworkSet = {
    executionProvider,
    skipped,
    get: async (component) => {
      const network = networks.get(component) ?? (await loadOne(options, component, executionProvider));
      networks.set(component, network);
      return network;
    },
    change: async (component, change) => {
      const file = getFile(options, component);
      const outline = await readOnnxOutline(file).catch((error) => {
        throw createBrokenError(options.folder, component, describeLoadError(file, error), error);
      });
      const model = change(outline);
      await networks.get(component)?.release();
      networks.delete(component);
      const network = await loadOne(options, component, executionProvider, model);
      networks.set(component, network);
      return network;
    },
    release: async () => {
      for (const network of networks.values()) await network.release();
      networks.clear();
    },
  };
  try {
    for (const component of options.components) {
      options.signal?.throwIfAborted();
      await set.get(component);
    }
    return set;
  } catch (error) {
    await set.release();
    throw error;
  }
}

async function loadOne(
  options: NetworkSetOptions,
  component: string,
  executionProvider: string,
  model?: Uint8Array,
): Promise<Network> {
  const { folder, threads, clock } = options;
  const file = getFile(options, component);
  const network = await loadNetwork({ component, file, model, executionProvider, threads, clock }).catch((error) => {
    throw createBrokenError(folder, component, describeLoadError(file, error), error);
  });
  const problem = findInterfaceProblem(network, options.family);
  if (problem === undefined) return network;
  await network.release();
  throw createBrokenError(folder, component, problem);
}

function getFile({ folder, files }: NetworkSetOptions, component: string): string {
  const file = files.get(component);
  if (file === undefined) throw createBrokenError(folder, component, `${component}/model.onnx is missing.`);
  return file;
}

function createBrokenError(folder: string, component: string, reason: string, cause?: unknown): BrokenModelFolderError {
  return new BrokenModelFolderError(folder, [{ component, reason }], { cause });
}

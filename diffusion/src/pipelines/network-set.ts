import { BrokenModelFolderError, ExecutionProviderError } from '../errors.ts';
import { describeLoadError } from '../model-folder/describe-load-error.ts';
import { findProviderProblem } from '../onnx/execution-providers.ts';
import { loadNetwork, type Network } from '../onnx/network.ts';
import { findInterfaceProblem } from '../onnx/network-interface.ts';
import type { SkippedExecutionProvider } from './text-to-image-types.ts';

/** The networks of a model, all in memory on one execution provider. */
export interface NetworkSet {
  readonly executionProvider: string;
  readonly skipped: readonly SkippedExecutionProvider[];
  get(component: string): Network;
  release(): Promise<void>;
}

/** What `loadNetworkSet` needs. */
export interface NetworkSetOptions {
  readonly folder: string;
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
      return createNetworkSet(await loadAll(options, name), name, skipped);
    } catch (error) {
      if (!(error instanceof BrokenModelFolderError)) throw error;
      modelError = error;
      skipped.push({ name, reason: error.faults.map((fault) => fault.reason).join(' ') });
    }
  }
  throw modelError ?? new ExecutionProviderError(skipped);
}

async function loadAll(options: NetworkSetOptions, executionProvider: string): Promise<Map<string, Network>> {
  const networks = new Map<string, Network>();
  try {
    for (const [component, file] of options.files) {
      options.signal?.throwIfAborted();
      const { threads, clock } = options;
      const loading = loadNetwork({ component, file, executionProvider, threads, clock });
      const network = await loading.catch((error) => {
        throw createBrokenError(options.folder, component, describeLoadError(file, error), error);
      });
      networks.set(component, network);
      const problem = findInterfaceProblem(network);
      if (problem !== undefined) throw createBrokenError(options.folder, component, problem);
    }
    return networks;
  } catch (error) {
    await releaseAll(networks);
    throw error;
  }
}

function createBrokenError(folder: string, component: string, reason: string, cause?: unknown): BrokenModelFolderError {
  return new BrokenModelFolderError(folder, [{ component, reason }], { cause });
}

function createNetworkSet(
  networks: Map<string, Network>,
  executionProvider: string,
  skipped: readonly SkippedExecutionProvider[],
): NetworkSet {
  return {
    executionProvider,
    skipped,
    get: (component) => {
      const network = networks.get(component);
      if (network === undefined) throw new Error(`The network ${component} isn't loaded.`);
      return network;
    },
    release: () => releaseAll(networks),
  };
}

async function releaseAll(networks: Map<string, Network>): Promise<void> {
  for (const network of networks.values()) await network.release();
  networks.clear();
}

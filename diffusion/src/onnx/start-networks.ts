import { ExecutionProviderError } from '../errors.ts';
import { findProviderProblem } from './execution-providers.ts';
import { loadNetwork, type Network } from './network.ts';

/** Networks in memory, all on one execution provider. */
export interface StartedNetworks {
  readonly executionProvider: string;
  /** Those that were preferred to it, each with the reason why it isn't used. */
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
  get(component: string): Network;
  release(): Promise<void>;
}

/** What `startNetworks` needs. */
export interface StartNetworksOptions {
  /** Path of each network's ONNX file, by component. */
  readonly files: ReadonlyMap<string, string>;
  /** In order of preference; at least one. */
  readonly executionProviders: readonly string[];
  readonly threads: number | undefined;
  readonly clock: () => number;
  readonly signal: AbortSignal | undefined;
}

/** A network's file couldn't be loaded; `cause` is ONNX Runtime's error. */
export class NetworkLoadError extends Error {
  readonly file: string;
  readonly component: string;

  constructor(component: string, file: string, cause: unknown) {
    super(`${component} can't be loaded.`, { cause });
    this.name = 'NetworkLoadError';
    this.file = file;
    this.component = component;
  }
}

/**
 * Load networks on the first execution provider that starts and takes all of them. Where one starts but none takes them,
 * the files are to blame: throws the `NetworkLoadError` of the last one. Throws `ExecutionProviderError` where none starts.
 */
export async function startNetworks(options: StartNetworksOptions): Promise<StartedNetworks> {
  const skipped: { name: string; reason: string }[] = [];
  let loadError: NetworkLoadError | undefined;
  for (const name of options.executionProviders) {
    const problem = await findProviderProblem(name);
    if (problem !== undefined) {
      skipped.push({ name, reason: problem });
      continue;
    }
    try {
      return await startOn(name, options, skipped);
    } catch (error) {
      if (!(error instanceof NetworkLoadError)) throw error;
      loadError = error;
      skipped.push({ name, reason: String(error.cause) });
    }
  }
  throw loadError ?? new ExecutionProviderError(skipped);
}

async function startOn(
  executionProvider: string,
  options: StartNetworksOptions,
  skipped: StartedNetworks['skipped'],
): Promise<StartedNetworks> {
  const networks = new Map<string, Network>();
  const release = async () => {
    for (const network of networks.values()) await network.release();
    networks.clear();
  };
  const { threads, clock, signal } = options;
  try {
    for (const [component, file] of options.files) {
      signal?.throwIfAborted();
      const network = await loadNetwork({ component, file, executionProvider, threads, clock }).catch((error) => {
        throw new NetworkLoadError(component, file, error);
      });
      networks.set(component, network);
    }
  } catch (error) {
    await release();
    throw error;
  }
  return { executionProvider, skipped, get: (component) => networks.get(component)!, release };
}

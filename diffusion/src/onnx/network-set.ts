import { ExecutionProviderError } from '../errors.ts';
import { describeLoadError } from '../model-folder/describe-load-error.ts';
import { findProviderProblem } from './execution-providers.ts';
import { loadNetwork, type Network } from './network.ts';
import { readOnnxOutline } from './read-onnx-outline.ts';

/** The networks of a model in memory, all on one execution provider. */
export interface NetworkSet {
  readonly executionProvider: string;
  /** Those that were preferred to it, each with the reason why it isn't used. */
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
  /** A network; one that isn't in memory yet is loaded. Throws the error of `createError` when it can't be. */
  get(component: string): Promise<Network>;
  /**
   * Load a network again with a changed graph: `change` gets the file's bytes without its large weights, which stay where
   * they are. What it throws comes before anything is given back; throws the error of `createError` when the changed
   * network can't be loaded.
   */
  change(component: string, change: (model: Uint8Array) => Uint8Array): Promise<Network>;
  release(): Promise<void>;
}

/** Why a network can't be used. */
export interface NetworkFailure {
  readonly component: string;
  /** A whole sentence or more. */
  readonly reason: string;
  readonly cause: unknown;
}

/** What `loadNetworkSet` needs. */
export interface NetworkSetOptions {
  /** Path of each network's ONNX file, by component. */
  readonly files: ReadonlyMap<string, string>;
  /** Those to load at once (default: all). */
  readonly components?: readonly string[];
  /** In order of preference; at least one. */
  readonly executionProviders: readonly string[];
  readonly threads: number | undefined;
  readonly clock: () => number;
  readonly signal: AbortSignal | undefined;
  /** What keeps a network that was loaded from being used, if anything. */
  readonly findProblem?: (network: Network) => string | undefined;
  /** The error to throw for a network that can't be used. */
  readonly createError: (failure: NetworkFailure) => Error;
}

/** Carries a failure to the door of this file, where it becomes the caller's own error. */
class NetworkFailureError extends Error {
  readonly failure: NetworkFailure;

  constructor(failure: NetworkFailure) {
    super(failure.reason, { cause: failure.cause });
    this.failure = failure;
  }
}

/**
 * Load networks on the first execution provider that starts and takes all of them. Where one starts but none takes them,
 * the files are to blame: throws the error of `createError` for the last one. Throws `ExecutionProviderError` where none
 * starts.
 */
export async function loadNetworkSet(options: NetworkSetOptions): Promise<NetworkSet> {
  const skipped: { name: string; reason: string }[] = [];
  let failed: NetworkFailureError | undefined;
  for (const name of options.executionProviders) {
    const problem = await findProviderProblem(name);
    if (problem !== undefined) {
      skipped.push({ name, reason: problem });
      continue;
    }
    const networks = new LoadedNetworks(options, name);
    try {
      await networks.loadAll();
      return createSet(options, networks, skipped);
    } catch (error) {
      await networks.release();
      if (!(error instanceof NetworkFailureError)) throw error;
      failed = error;
      skipped.push({ name, reason: error.message });
    }
  }
  throw failed === undefined ? new ExecutionProviderError(skipped) : options.createError(failed.failure);
}

function createSet(
  { createError }: NetworkSetOptions,
  networks: LoadedNetworks,
  skipped: NetworkSet['skipped'],
): NetworkSet {
  const translate = (error: unknown): never => {
    throw error instanceof NetworkFailureError ? createError(error.failure) : error;
  };
  return {
    executionProvider: networks.executionProvider,
    skipped,
    get: (component) => networks.get(component).catch(translate),
    change: (component, change) => networks.change(component, change).catch(translate),
    release: () => networks.release(),
  };
}

/** Networks on one execution provider. Throws `NetworkFailureError`. */
class LoadedNetworks {
  readonly executionProvider: string;
  readonly #options: NetworkSetOptions;
  readonly #networks = new Map<string, Network>();

  constructor(options: NetworkSetOptions, executionProvider: string) {
    this.#options = options;
    this.executionProvider = executionProvider;
  }

  async loadAll(): Promise<void> {
    const { components, files, signal } = this.#options;
    for (const component of components ?? files.keys()) {
      signal?.throwIfAborted();
      await this.get(component);
    }
  }

  async get(component: string): Promise<Network> {
    const network = this.#networks.get(component) ?? (await this.#load(component));
    this.#networks.set(component, network);
    return network;
  }

  async change(component: string, change: (model: Uint8Array) => Uint8Array): Promise<Network> {
    const file = this.#getFile(component);
    const outline = await readOnnxOutline(file).catch((cause) => {
      throw new NetworkFailureError({ component, reason: describeLoadError(file, cause), cause });
    });
    const model = change(outline);
    await this.#networks.get(component)?.release();
    this.#networks.delete(component);
    const network = await this.#load(component, model);
    this.#networks.set(component, network);
    return network;
  }

  async release(): Promise<void> {
    for (const network of this.#networks.values()) await network.release();
    this.#networks.clear();
  }

  async #load(component: string, model?: Uint8Array): Promise<Network> {
    const { threads, clock, findProblem } = this.#options;
    const file = this.#getFile(component);
    const { executionProvider } = this;
    const network = await loadNetwork({ component, file, model, executionProvider, threads, clock }).catch((cause) => {
      throw new NetworkFailureError({ component, reason: describeLoadError(file, cause), cause });
    });
    const reason = findProblem?.(network);
    if (reason === undefined) return network;
    await network.release();
    throw new NetworkFailureError({ component, reason, cause: undefined });
  }

  #getFile(component: string): string {
    const file = this.#options.files.get(component);
    if (file !== undefined) return file;
    const reason = `${component}/model.onnx is missing.`;
    throw new NetworkFailureError({ component, reason, cause: undefined });
  }
}

import { stat } from 'node:fs/promises';
import path from 'node:path';
import { UnsuitableNetworkError } from '../errors.ts';
import { findOnnxFileProblem } from '../model-folder/check-onnx-file.ts';
import { findComponentFile } from '../model-folder/component-files.ts';
import type { Network } from '../onnx/network.ts';
import { loadNetworkSet } from '../onnx/network-set.ts';
import type { SkippedExecutionProvider } from '../pipelines/text-to-image-types.ts';
import { resolveLoadingOptions } from '../settings/resolve-loading-options.ts';
import { readNetworkLayout } from './network-layout.ts';
import type { PictureNetworkFacts } from './picture-network-facts.ts';
import { describeProbeError, probeNetwork } from './probe-network.ts';

/** How to open a network that turns pictures into pictures. */
export interface OpenNetworkOptions {
  /** ONNX Runtime's names in order of preference, with the same default as in `LoadPipelineOptions`. */
  readonly executionProviders?: readonly string[];
  /** Threads for a run, 1 to 1024 (default: ONNX Runtime's own choice, one per physical core). */
  readonly threads?: number;
  /** Ends the loading. */
  readonly signal?: AbortSignal;
}

/** A network in memory with what it takes and gives. */
export interface OpenPictureNetwork {
  readonly network: Network;
  readonly facts: PictureNetworkFacts;
  readonly executionProvider: string;
  readonly skippedExecutionProviders: readonly SkippedExecutionProvider[];
  release(): Promise<void>;
}

/** What a network is opened as: the word for messages, and what such a network does. */
export interface NetworkPurpose {
  readonly name: string;
  readonly expectation: string;
  /** Whether a network of this scale can serve. */
  readonly acceptsScale: (scale: number) => boolean;
}

/** Open an ONNX file, or the only one in a folder, and find out how it takes pictures. Throws `UnsuitableNetworkError`. */
export async function openPictureNetwork(
  fileOrFolder: string,
  purpose: NetworkPurpose,
  options: OpenNetworkOptions,
): Promise<OpenPictureNetwork> {
  const refuse = (reason: string, cause?: unknown) =>
    new UnsuitableNetworkError(
      fileOrFolder,
      `${fileOrFolder} can't be used as ${purpose.name}: ${reason}. ${purpose.expectation}`,
      { cause },
    );
  const loading = resolveLoadingOptions(options);
  const file = await findNetworkFile(fileOrFolder).catch((error: Error) => {
    throw refuse(error.message, error);
  });
  const name = path.basename(file);
  const started = await loadNetworkSet({
    files: new Map([[name, file]]),
    ...loading,
    clock: () => performance.now(),
    signal: options.signal,
    createError: ({ reason, cause }) => refuse(reason.replace(/\.$/, ''), cause),
  });
  try {
    const network = await started.get(name);
    const facts = await readFacts(network).catch((error: Error) => {
      throw refuse(error.message, error);
    });
    if (!purpose.acceptsScale(facts.scale)) throw refuse(`it gives pictures ${facts.scale} times the size`);
    options.signal?.throwIfAborted();
    return {
      network,
      facts,
      executionProvider: started.executionProvider,
      skippedExecutionProviders: started.skipped,
      release: () => started.release(),
    };
  } catch (error) {
    await started.release();
    throw error;
  }
}

async function findNetworkFile(fileOrFolder: string): Promise<string> {
  const found = await stat(fileOrFolder).catch(() => undefined);
  if (found === undefined) throw new Error('there is no such file or folder');
  if (found.isDirectory()) {
    const resolved = path.resolve(fileOrFolder);
    const { file, fault } = await findComponentFile(path.dirname(resolved), path.basename(resolved));
    if (file === undefined) throw new Error(fault.reason.replace(/\.$/, ''));
    return file;
  }
  const problem = await findOnnxFileProblem(fileOrFolder);
  if (problem !== undefined) throw new Error(problem.replace(/\.$/, ''));
  return fileOrFolder;
}

async function readFacts(network: Network): Promise<PictureNetworkFacts> {
  const declared = readNetworkLayout(network.inputs);
  return await probeNetwork(network, declared).catch((error: unknown) => {
    throw new Error(describeProbeError(error), { cause: error });
  });
}

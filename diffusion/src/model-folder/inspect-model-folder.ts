import type { ModelFault } from '../errors.ts';
import { loadNetwork } from '../onnx/network.ts';
import { findInterfaceProblem } from '../onnx/network-interface.ts';
import { describeLoadError } from './describe-load-error.ts';
import type { ModelFacts } from './model-facts.ts';
import { readModelFolder } from './read-model-folder.ts';

/**
 * What a model folder holds, without loading its networks.
 *
 * Reads the configurations, makes the tokenizer and the scheduler, and looks at the outline of the ONNX files: that
 * finds missing parts, unknown schedulers and files that were cut off. Never throws for a broken model: `faults` says
 * what is wrong with which part. `verifyModelFolder` looks closer.
 */
export async function inspectModelFolder(folder: string): Promise<ModelFacts> {
  return (await readModelFolder(folder)).facts;
}

/**
 * Prove that a model can be opened: inspect its folder, then load every network, one at a time, and release it again.
 * Returns what is wrong; empty when the model is sound. Takes as much memory as the largest network.
 */
export async function verifyModelFolder(
  folder: string,
  options: { readonly executionProvider?: string; readonly signal?: AbortSignal } = {},
): Promise<readonly ModelFault[]> {
  const { facts, parts } = await readModelFolder(folder);
  if (parts === undefined) return facts.faults;
  const faults: ModelFault[] = [];
  for (const [component, file] of parts.networkFiles) {
    options.signal?.throwIfAborted();
    try {
      const network = await loadNetwork({
        component,
        file,
        executionProvider: options.executionProvider ?? 'cpu',
        threads: undefined,
        clock: () => 0,
      });
      const problem = findInterfaceProblem(network, parts.family);
      if (problem !== undefined) faults.push({ component, reason: problem });
      await network.release();
    } catch (error) {
      faults.push({ component, reason: describeLoadError(file, error) });
    }
  }
  return faults;
}

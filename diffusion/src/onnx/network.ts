import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { ModelRunError } from '../errors.ts';
import { castInput, readFloats } from './cast-input.ts';
import { fuseAttention } from './fuse-attention.ts';
import { loadOnnxRuntime } from './onnx-runtime.ts';
import { readOnnxOutline } from './read-onnx-outline.ts';
import type { RunBuffers } from './run-buffers.ts';
import type { FloatTensor, InputDescription, PerItemNumber, Tensor } from './tensor.ts';

/** What there is to give to a network, by the name of its input. */
export type Feeds = Readonly<Record<string, Tensor | PerItemNumber>>;

/** What one run of a network gave. */
export interface NetworkRun {
  /** The first of `outputs`. */
  readonly output: FloatTensor;
  /** The wanted outputs that the network has, by name; where it has none of them, its first output. */
  readonly outputs: Readonly<Record<string, FloatTensor>>;
  /** Milliseconds inside ONNX Runtime. */
  readonly elapsed: number;
}

/** One network of a model, in memory. */
export interface Network {
  /** The part of the model, such as `unet`. */
  readonly component: string;
  readonly inputs: readonly InputDescription[];
  readonly outputNames: readonly string[];
  /**
   * Run the network on what it asks for out of `feeds`, and take those of `outputs` that it has, in this order; where it
   * has none of them, its first output. Only outputs that are taken are computed. With `buffers`, for loops, the
   * outputs are valid until the next run with the same buffers.
   * Throws `ModelRunError` when it asks for something that isn't there, or fails.
   */
  run(feeds: Feeds, outputs: readonly string[], buffers?: RunBuffers): Promise<NetworkRun>;
  release(): Promise<void>;
}

/** How to load a network. */
export interface NetworkOptions {
  readonly component: string;
  /** Path of the ONNX file; external weights are looked for beside it. */
  readonly file: string;
  /** What to load in place of the file's own bytes, such as a changed copy of them. */
  readonly model?: Uint8Array | undefined;
  readonly executionProvider: string;
  readonly threads: number | undefined;
  readonly clock: () => number;
}

/** Of larger files, which hold their weights themselves, only the graph is read; the weights are mapped into memory. */
const LARGEST_READ_BYTES = 64 * 2 ** 20;

async function createSession(
  options: NetworkOptions,
  settings: InferenceSession.SessionOptions,
): Promise<InferenceSession> {
  const { file, model } = options;
  const { InferenceSession: Session } = loadOnnxRuntime();
  const better = options.executionProvider === 'cpu' ? await improveModel(file, model) : undefined;
  if (better !== undefined) {
    // Where ONNX Runtime won't have it, such as for its types, the model as it is says what is wrong.
    const session = await Session.create(better, settings).catch(() => undefined);
    if (session !== undefined) return session;
  }
  return await (model === undefined ? Session.create(file, settings) : Session.create(model, settings));
}

/**
 * What is better to load than the file as it is: with fused attention where it has any, and of a large file its outline,
 * for ONNX Runtime else holds weights twice while it loads. What is wrong with a file shows when it is loaded as it is.
 */
async function improveModel(file: string, model: Uint8Array | undefined): Promise<Uint8Array | undefined> {
  try {
    if (model !== undefined) return fuseAttention(model);
    const { size } = await stat(file);
    if (size <= LARGEST_READ_BYTES) return fuseAttention(await readFile(file));
    const outline = await readOnnxOutline(file);
    return fuseAttention(outline) ?? outline;
  } catch {
    return undefined;
  }
}

/** Load a network into memory. Throws ONNX Runtime's own error when it can't. */
export async function loadNetwork(options: NetworkOptions): Promise<Network> {
  const { component, clock } = options;
  const session = await createSession(options, {
    executionProviders: [options.executionProvider],
    logSeverityLevel: 4,
    // Threads that spin while they wait double the processor time; on a busy machine pictures then take twice as long.
    extra: {
      session: {
        intra_op: { allow_spinning: '0' },
        model_external_initializers_file_folder_path: path.dirname(options.file),
      },
    },
    ...(options.threads === undefined ? {} : { intraOpNumThreads: options.threads }),
  });
  const inputs = session.inputMetadata.map(
    (input): InputDescription => ({
      name: input.name,
      type: input.isTensor ? input.type : 'not a tensor',
      shape: input.isTensor ? input.shape : [],
    }),
  );
  return {
    component,
    inputs,
    outputNames: session.outputNames,
    run: async (feeds, outputs, buffers) => {
      const wanted = outputs.filter((name) => session.outputNames.includes(name));
      const outputNames = wanted.length > 0 ? wanted : session.outputNames.slice(0, 1);
      const inputTensors = createFeeds(component, inputs, { feeds, buffers });
      const startedAt = clock();
      const results = await runSession(component, () => session.run(inputTensors, outputNames));
      const elapsed = clock() - startedAt;
      const tensors = outputNames.map((name) => readTensor(name, results[name] as OrtTensor, buffers));
      const named = outputNames.map((name, index) => [name, tensors[index]!] as const);
      return { output: tensors[0]!, outputs: Object.fromEntries(named), elapsed };
    },
    release: () => session.release(),
  };
}

function readTensor(name: string, output: OrtTensor, buffers: RunBuffers | undefined): FloatTensor {
  return buffers?.read(name, output) ?? { data: readFloats(output), dims: output.dims };
}

function createFeeds(
  component: string,
  inputs: readonly InputDescription[],
  { feeds, buffers }: { readonly feeds: Feeds; readonly buffers: RunBuffers | undefined },
): Record<string, OrtTensor> {
  return Object.fromEntries(
    inputs.map((input) => {
      const value = feeds[input.name];
      if (value === undefined) {
        const known = Object.keys(feeds).join(', ');
        throw new ModelRunError(
          component,
          `The network ${component} asks for an input "${input.name}", but this pipeline gives ${known}. Export the model for this pipeline.`,
        );
      }
      return [input.name, buffers?.input(input, value) ?? castInput(input, value)];
    }),
  );
}

async function runSession<T>(component: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw new ModelRunError(component, `The network ${component} failed while it ran: ${describeError(error)}`, {
      cause: error,
    });
  }
}

/** The first line of an error's text, without the names of source files that ONNX Runtime puts in. */
export function describeError(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0]!.replace(/^\/\S+\s+/, '');
}

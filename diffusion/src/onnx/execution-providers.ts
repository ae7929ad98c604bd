import { spawn } from 'node:child_process';
import path from 'node:path';
import { describeError } from './network.ts';
import { loadOnnxRuntime } from './onnx-runtime.ts';

/** ONNX Runtime's execution providers in the order in which they are tried by default: the fastest first. */
export const defaultExecutionProviders: readonly string[] = ['cuda', 'webgpu', 'coreml', 'dml', 'cpu'];

/** Drivers that are there answer within a few seconds; the first time after an update they may compile for a while. */
const PROBE_TIMEOUT_MS = 30_000;

/** The smallest ONNX model there is: y = Identity(x) on one float. */
const identityModel = Buffer.from(
  'CAg6NwoQCgF4EgF5IghJZGVudGl0eRIBZ1oPCgF4EgoKCAgBEgQKAggBYg8KAXkSCgoICAESBAoCCAFCBAoAEBE=',
  'base64',
);

/** Answers of this process, by provider: hardware and libraries don't come and go while it runs. */
const answers = new Map<string, Promise<string | undefined>>();

/**
 * Try whether an execution provider works on this machine, with the smallest possible network.
 * Returns the reason why it doesn't, or `undefined` when it does.
 *
 * All but `cpu` are tried in a process of their own, with a time limit: a broken driver may hang or crash, and may write
 * to the terminal. What was found holds for as long as this process runs.
 */
export function findProviderProblem(executionProvider: string): Promise<string | undefined> {
  const known = answers.get(executionProvider);
  if (known !== undefined) return known;
  const answer = probeProvider(executionProvider);
  answers.set(executionProvider, answer);
  return answer;
}

async function probeProvider(executionProvider: string): Promise<string | undefined> {
  const backends = loadOnnxRuntime().listSupportedBackends();
  if (!backends.some(({ name }) => name === executionProvider)) {
    const known = backends.map(({ name }) => name).join(', ');
    return `ONNX Runtime has no execution provider "${executionProvider}" on ${process.platform} ${process.arch}; it has ${known}.`;
  }
  if (executionProvider === 'cpu') return await tryProvider(executionProvider);
  return await probeInProcess(executionProvider, PROBE_TIMEOUT_MS);
}

/** Run the smallest network on an execution provider, in this process. Returns why that didn't work, or `undefined`. */
export async function tryProvider(executionProvider: string): Promise<string | undefined> {
  try {
    const { InferenceSession, Tensor } = loadOnnxRuntime();
    const session = await InferenceSession.create(identityModel, {
      executionProviders: [executionProvider],
      logSeverityLevel: 4,
    });
    const { y } = await session.run({ x: new Tensor('float32', [3], [1]) });
    await session.release();
    return y?.data[0] === 3 ? undefined : `It answered ${String(y?.data[0])} where 3 was right.`;
  } catch (error) {
    return describeProviderError(error);
  }
}

function describeProviderError(error: unknown): string {
  const text = describeError(error);
  if (text.endsWith('Failed to load shared library')) {
    return "Its library isn't installed beside onnxruntime-node, or one that it needs is missing (Failed to load shared library).";
  }
  return text.replace(/^.* was false\. /, '');
}

/** As `tryProvider`, in a process of its own, which may hang or crash. */
export function probeInProcess(executionProvider: string, timeoutMs: number): Promise<string | undefined> {
  const file = path.join(import.meta.dirname, `provider-probe-process${path.extname(import.meta.filename)}`);
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--no-warnings', file, executionProvider], {
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      windowsHide: true,
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.once('error', (error) => resolve(`It couldn't be tried: ${error.message}`));
    child.once('close', (exitCode, signal) => resolve(readAnswer(output, { exitCode, signal, timeoutMs })));
  });
}

interface ProbeEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly timeoutMs: number;
}

function readAnswer(output: string, { exitCode, signal, timeoutMs }: ProbeEnd): string | undefined {
  const line = output.split('\n').find((text) => text.startsWith('{'));
  if (line !== undefined) return (JSON.parse(line) as { problem?: string }).problem;
  if (signal === 'SIGKILL') return `It didn't answer within ${timeoutMs / 1000} seconds.`;
  return `The process that tried it ended with ${signal ?? `exit code ${exitCode}`}. The driver may be broken; update it.`;
}

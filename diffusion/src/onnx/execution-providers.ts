import { describeError } from './network.ts';
import { loadOnnxRuntime } from './onnx-runtime.ts';

/** The smallest ONNX model there is: y = Identity(x) on one float. */
const identityModel = Buffer.from(
  'CAg6NwoQCgF4EgF5IghJZGVudGl0eRIBZ1oPCgF4EgoKCAgBEgQKAggBYg8KAXkSCgoICAESBAoCCAFCBAoAEBE=',
  'base64',
);

/**
 * Try whether an execution provider works on this machine, with the smallest possible network.
 * Returns the reason why it doesn't, or `undefined` when it does.
 */
export async function findProviderProblem(executionProvider: string): Promise<string | undefined> {
  try {
    const session = await loadOnnxRuntime().InferenceSession.create(identityModel, {
      executionProviders: [executionProvider],
      logSeverityLevel: 4,
    });
    await session.release();
    return undefined;
  } catch (error) {
    return describeError(error);
  }
}

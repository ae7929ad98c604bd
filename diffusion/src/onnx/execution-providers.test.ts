import { describe, expect, it } from 'vitest';
import { defaultExecutionProviders, findProviderProblem, probeInProcess } from './execution-providers.ts';

describe('findProviderProblem', () => {
  it('finds none with the processor, in this process and in one of its own', async () => {
    await expect(findProviderProblem('cpu')).resolves.toBeUndefined();
    await expect(probeInProcess('cpu', 60_000)).resolves.toBeUndefined();
  });

  it('names what ONNX Runtime has where it lacks a provider', async () => {
    await expect(findProviderProblem('abacus')).resolves.toMatch(/no execution provider "abacus".*cpu/);
  });

  it('answers for every default provider, with one line or nothing', async () => {
    for (const name of defaultExecutionProviders) {
      const problem = await findProviderProblem(name);
      expect(problem ?? 'works').toMatch(/^\S[^\n]*$/);
    }
  });

  it('gives up on a provider that takes too long', async () => {
    await expect(probeInProcess('cpu', 1)).resolves.toMatch(/didn't answer within 0.001 seconds/);
  });
});

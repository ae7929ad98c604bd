import path from 'node:path';
import { expect, it } from 'vitest';
import { BrokenModelFileError } from '../errors.ts';
import { saveModel } from '../files/model-file.ts';
import { createFolder } from '../readers/test-data-folder.ts';
import { loadScorer } from './load-scorer.ts';
import { popularity } from './popularity/popularity.ts';
import { createTable } from './test-scorer-data.ts';

it('refuses by name a model with parameters of another version', async () => {
  const { training } = createTable([
    [0, 0, 7],
    [1, 1, 3],
  ]);
  const scorer = await popularity.fit(training, {});
  const { arrays, metadata } = scorer.toModelFile();
  const file = path.join(createFolder(), 'model.safetensors');
  for (const [parameters, problem] of [
    [{ ...scorer.parameters, window: 30 }, 'no parameter "window"'],
    [{ ...scorer.parameters, order: 'median' }, 'must be one of count, mean'],
  ] as const) {
    const content = { arrays, metadata: { ...metadata, parameters: JSON.stringify(parameters) } };
    await saveModel({ ...scorer, toModelFile: () => content }, file);
    await expect(loadScorer(file, training)).rejects.toThrow(BrokenModelFileError);
    await expect(loadScorer(file, training)).rejects.toThrow(problem);
  }
});

import { describe, expect, it } from 'vitest';
import { ModelBrokenError, UnknownModelError } from '../errors.ts';
import { createTestModel } from '../images/test-models.ts';
import { chooseModel } from './choose-model.ts';

const good = createTestModel({ id: 'good' });
const broken = createTestModel({ id: 'broken' }, 'broken');
const checking = createTestModel({ id: 'checking' }, 'checking');

describe('chooseModel', () => {
  it('takes the one that is asked for, else the default', () => {
    expect(chooseModel([good, checking], 'checking', 'good').model).toBe(checking);
    expect(chooseModel([good, checking], undefined, 'good')).toEqual({ model: good, notices: [] });
  });

  it('falls back from a broken or missing default, and says so', () => {
    for (const [models, name] of [
      [[broken, checking, good], 'broken'],
      [[checking, good], 'missing'],
    ] as const) {
      const { model, notices } = chooseModel(models, undefined, name);
      expect(model).toBe(good);
      expect(notices).toMatchObject([{ code: 'model-fallback', words: [name, 'good'] }]);
    }
  });

  it('refuses a broken model that is asked for, with its reason', () => {
    expect(() => chooseModel([broken, good], 'broken', 'good')).toThrow(ModelBrokenError);
    expect(() => chooseModel([broken, good], 'broken', 'broken')).toThrow(/cut off/);
  });

  it('lists the known models for an unknown one', () => {
    expect(() => chooseModel([broken, good], 'other', 'good')).toThrow(
      new UnknownModelError('other', ['broken', 'good']),
    );
  });

  it('has nothing to fall back to when none can be used', () => {
    expect(() => chooseModel([broken], undefined, 'broken')).toThrow(ModelBrokenError);
    expect(() => chooseModel([], undefined, 'good')).toThrow(UnknownModelError);
  });
});

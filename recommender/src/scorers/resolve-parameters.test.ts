import { expect, it } from 'vitest';
import { ScorerParameterError } from '../errors.ts';
import { resolveParameters } from './resolve-parameters.ts';
import type { ParameterDefinition, ScorerParameters } from './scorer.ts';

const definitions: readonly ParameterDefinition[] = [
  { name: 'factors', description: '', default: 100, minimum: 0, maximum: 1000, integer: true },
  { name: 'shrinkage', description: '', default: 0.5, minimum: 0 },
  { name: 'variant', description: '', default: 'basic', choices: ['basic', 'centred'] },
  { name: 'implicit', description: '', default: false },
];
const resolve = (given: ScorerParameters) => resolveParameters('svd', definitions, given);

it('fills in defaults and keeps what is given, ends of ranges included', () => {
  expect(resolve({}).values).toEqual({ factors: 100, shrinkage: 0.5, variant: 'basic', implicit: false });
  const resolved = resolve({ factors: 1000, variant: 'centred', implicit: true });
  expect([resolved.number('factors'), resolved.text('variant'), resolved.flag('implicit')]).toEqual([
    1000,
    'centred',
    true,
  ]);
});

it.each([
  [{ factor: 3 }, /has no parameter "factor"\. It takes factors, shrinkage, variant, implicit/],
  [{ factors: 1.5 }, /"factors" is 1\.5\. It must be a whole number from 0 to 1000/],
  [{ factors: '3' }, /"factors" is "3"\. It must be a whole number/],
  [{ shrinkage: -1 }, /must be a number of at least 0/],
  [{ shrinkage: Number.NaN }, /must be a number/],
  [{ variant: 'z' }, /must be one of basic, centred/],
  [{ implicit: 1 }, /must be true or false/],
])('refuses %o', (given, message) => {
  expect(() => resolve(given)).toThrow(ScorerParameterError);
  expect(() => resolve(given)).toThrow(message);
});

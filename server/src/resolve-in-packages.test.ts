import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { expect, it } from 'vitest';
import { resolveInPackage } from './resolve-in-packages.ts';

const importer = 'file:///srv/my%20app/node_modules/drizzle-orm/pg-core/index.js';

it.each([
  ['./table.js', importer, 'file:///srv/my%20app/node_modules/drizzle-orm/pg-core/table.js'],
  ['../sql/sql.js', importer, 'file:///srv/my%20app/node_modules/drizzle-orm/sql/sql.js'],
  ['./table.cjs', importer, undefined],
  ['./table', importer, undefined],
  ['pg', importer, undefined],
  ['node:util', importer, undefined],
  ['./table.js', 'file:///srv/node_modules/drizzle-orm-extras/index.js', undefined],
  ['./table.js', 'file:///srv/src/drizzle-orm/index.js', undefined],
  ['./table.js', undefined, undefined],
])('leads %s of %s to %s', (specifier, from, expected) => {
  expect(resolveInPackage(specifier, from)).toBe(expected);
});

it('takes only for ES modules what are ES modules', () => {
  const folder = path.dirname(createRequire(import.meta.url).resolve('drizzle-orm'));
  expect(JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')).type).toBe('module');
  // A package.json further in would say otherwise for the files beside it.
  expect(globSync('*/**/package.json', { cwd: folder, exclude: (name) => name === 'node_modules' })).toEqual([]);
});

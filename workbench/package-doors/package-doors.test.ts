import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkPackageDoors, type PackageDoor } from '@starweave/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkTypes } from './check-types.ts';
import { type Consumer, installFromTarballs, packInto, repository } from './pack-packages.ts';

const packagesWithDoor = ['contract', 'numerics', 'diffusion', 'recommender', 'film-text', 'server'];

let consumer: Consumer;
let fromSource: PackageDoor[];
let fromTarball: PackageDoor[];

beforeAll(async () => {
  const sources = packagesWithDoor.map((name) => path.join(repository, name));
  fromSource = await checkPackageDoors(sources, ['source']);
  consumer = installFromTarballs([...packagesWithDoor, 'cli']);
  fromTarball = await checkPackageDoors(packagesWithDoor.map(consumer.locate));
}, 600_000);

afterAll(() => consumer?.remove());

describe.each(packagesWithDoor.map((name, index) => ({ name, index })))('the door of $name', ({ name, index }) => {
  it('imports in a fresh process, every name defined', () => {
    expect(fromSource[index]).toMatchObject({ package: `@starweave/${name}`, ok: true });
  });

  it('exports the same names from the packed tarball, outside the repository', () => {
    expect(consumer.failures.get(name)).toBeUndefined();
    expect(fromTarball[index]).toMatchObject({ package: `@starweave/${name}`, ok: true });
    expect(fromTarball[index]?.names).toEqual(fromSource[index]?.names);
  });

  it('has types for every name in the packed tarball', () => {
    expect(checkTypes(consumer, name, fromTarball[index]?.names ?? [])).toEqual([]);
  });
});

it('the packed contract carries the schema', () => {
  const schema = readFileSync(path.join(consumer.locate('contract'), 'proto', 'starweave.proto'), 'utf8');
  expect(schema).toContain('service ImageGenerationService');
});

it('the packed command runs and explains itself', () => {
  expect(consumer.failures.get('cli')).toBeUndefined();
  const launcher = path.join(consumer.locate('cli'), 'bin', 'starweave.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [launcher, '--help'], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain('starweave serve');
});

describe('a package that was packed wrongly', () => {
  let broken: string;

  beforeAll(() => {
    broken = mkdtempSync(path.join(realpathSync(tmpdir()), 'starweave-broken-'));
  });

  afterAll(() => rmSync(broken, { recursive: true, force: true }));

  /** A copy of the packed numerics that `damage` has changed, checked. */
  async function checkDamaged(name: string, damage: (folder: string) => void): Promise<PackageDoor | undefined> {
    const folder = path.join(broken, name);
    cpSync(consumer.locate('numerics'), folder, { recursive: true });
    damage(folder);
    const [door] = await checkPackageDoors([folder]);
    return door;
  }

  const editManifest = (folder: string, change: Record<string, unknown>) => {
    const file = path.join(folder, 'package.json');
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...change }));
  };

  it('names a door that is not there', async () => {
    const door = await checkDamaged('door', (folder) =>
      editManifest(folder, { exports: { '.': { types: './dist/index.d.ts', default: './dist/door.js' } } }),
    );
    expect(door).toMatchObject({ ok: false, reason: 'its door ./dist/door.js is not in the package' });
  });

  it('names types that are not there', async () => {
    const door = await checkDamaged('types', (folder) => rmSync(path.join(folder, 'dist', 'index.d.ts')));
    expect(door).toMatchObject({ ok: false, reason: 'its door ./dist/index.d.ts is not in the package' });
  });

  it('names declarations that lead nowhere', () => {
    const folder = consumer.locate('damaged');
    cpSync(consumer.locate('numerics'), folder, { recursive: true });
    editManifest(folder, { name: '@starweave/damaged' });
    rmSync(path.join(folder, 'dist', 'rounding.d.ts'));
    const complaints = checkTypes(consumer, 'damaged', ['roundToFloat16']);
    expect(complaints.join('\n')).toMatch(/damaged\/dist\/index\.d\.ts.*for module '\.\/rounding\.ts'/);
  });

  it('names a file that "files" left out', async () => {
    const incomplete = path.join(broken, 'incomplete');
    cpSync(consumer.locate('numerics'), incomplete, { recursive: true });
    editManifest(incomplete, { files: ['dist/index.js', 'dist/index.d.ts'], scripts: {} });
    const installed = path.join(broken, 'installed');
    packInto(incomplete, installed);
    const [door] = await checkPackageDoors([installed]);
    expect(door).toMatchObject({ package: '@starweave/numerics', ok: false });
    expect(door?.reason).toMatch(/Cannot find module .*beta-distribution\.js/);
  });

  it('names a dependency that package.json does not declare', async () => {
    const door = await checkDamaged('undeclared', (folder) =>
      appendFileSync(path.join(folder, 'dist', 'index.js'), "import 'fastify';\n"),
    );
    expect(door?.reason).toContain("Cannot find package 'fastify'");
  });

  it('names an export without a value', async () => {
    const door = await checkDamaged('undefined', (folder) =>
      appendFileSync(path.join(folder, 'dist', 'index.js'), 'export let forgotten;\n'),
    );
    expect(door).toMatchObject({ ok: false, reason: 'exports without a value: forgotten' });
  });

  it('names a process that the import ends', async () => {
    const door = await checkDamaged('exiting', (folder) =>
      appendFileSync(path.join(folder, 'dist', 'index.js'), 'process.exit(3);\n'),
    );
    expect(door?.reason).toContain('importing it ended with code 3');
  });
});

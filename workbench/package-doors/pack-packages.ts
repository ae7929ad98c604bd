import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The root of the repository. */
export const repository = path.resolve(import.meta.dirname, '../..');

/** An empty folder outside the repository into which packages were installed from their tarballs. */
export interface Consumer {
  folder: string;
  /** Where a package of ours lies: `locate('numerics')`. */
  locate: (name: string) => string;
  /** Why a package could not be packed, by its name; empty when all could. */
  failures: ReadonlyMap<string, string>;
  remove: () => void;
}

function run(command: string, args: readonly string[], cwd: string): void {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0)
    throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? ''}\n${stdout}\n${stderr}`);
}

/** Packs the package in `folder` with `npm pack` and unpacks the tarball into `target`, as an install would. */
export function packInto(folder: string, target: string, options: readonly string[] = []): void {
  const tarballs = mkdtempSync(path.join(tmpdir(), 'starweave-tarballs-'));
  try {
    run('npm', ['pack', '--silent', '--pack-destination', tarballs, ...options], folder);
    const [tarball] = readdirSync(tarballs);
    if (tarball === undefined) throw new Error(`npm pack made no tarball of ${folder}`);
    mkdirSync(target, { recursive: true });
    run('tar', ['-xzf', path.join(tarballs, tarball), '--strip-components=1', '-C', target], tarballs);
  } finally {
    rmSync(tarballs, { recursive: true, force: true });
  }
}

/** Gives the package at `target` what its package.json declares, and nothing else, from the repository's packages. */
function linkDeclaredDependencies(name: string, target: string): void {
  const manifest = JSON.parse(readFileSync(path.join(target, 'package.json'), 'utf8'));
  for (const dependency of Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })) {
    if (dependency.startsWith('@starweave/')) continue;
    const places = [path.join(repository, name), repository].map((folder) =>
      path.join(folder, 'node_modules', dependency),
    );
    const found = places.find((place) => existsSync(place));
    if (found === undefined) continue;
    const link = path.join(target, 'node_modules', dependency);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(realpathSync(found), link, 'junction');
  }
}

/**
 * Installs the named packages from their tarballs into a new folder outside the repository.
 *
 * Third-party dependencies are linked from the repository, each package's own declared ones only; ours come from the
 * tarballs alone. Remove the folder with `remove()`.
 */
export function installFromTarballs(names: readonly string[]): Consumer {
  const folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'starweave-consumer-'));
  const locate = (name: string) => path.join(folder, 'node_modules', '@starweave', name);
  const failures = new Map<string, string>();
  for (const name of names) {
    try {
      packInto(path.join(repository, name), locate(name));
      linkDeclaredDependencies(name, locate(name));
    } catch (error) {
      failures.set(name, String(error));
    }
  }
  return { folder, locate, failures, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

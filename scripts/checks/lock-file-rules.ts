import { nodePackages } from '../pinned-node.js';

interface LockedPackage {
  version?: string;
  resolved?: string;
  link?: boolean;
  optionalDependencies?: Record<string, string>;
}

export interface LockFile {
  packages: Record<string, LockedPackage>;
}

export interface Manifest {
  name: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

/** The ways in which packages name the platforms that Starweave supports. */
const supportedPlatform =
  /[-/](?:linux-(?:x64|arm64|aarch64)|darwin-(?:x64|arm64)|(?:win32|windows)-x64)(?:-gnu|-msvc)?$/;

/**
 * Lists what would make an install differ from machine to machine: a platform's binary that is not locked, the name of
 * a registry, a dependency that is not pinned.
 */
export function findLockFileProblems(lock: LockFile, manifests: readonly Manifest[]): string[] {
  const problems: string[] = [];
  for (const [key, entry] of Object.entries(lock.packages)) {
    if (/^https?:/.test(entry.resolved ?? '')) {
      problems.push(`${key} records a registry's address: run "npm install" with the repository's .npmrc`);
    }
    for (const name of Object.keys(entry.optionalDependencies ?? {})) {
      if (supportedPlatform.test(name) && !isLocked(lock, key, name)) {
        problems.push(
          `${name}, which ${key || 'the root'} needs on its platform, is not in the lock file: take a version that was published for every platform`,
        );
      }
    }
  }
  for (const [platform, name] of Object.entries(nodePackages)) {
    const version = lock.packages[`node_modules/${name}`]?.version;
    if (!version?.startsWith('24.')) problems.push(`Node.js 24 for ${platform} (${name}) is not in the lock file`);
  }
  return [...problems, ...manifests.flatMap(findLooseVersions)];
}

/** Whether `name` is locked where the package at `key` would find it: beside it or in a folder above. */
function isLocked(lock: LockFile, key: string, name: string): boolean {
  for (let folder = key; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
    if (lock.packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`] !== undefined) return true;
    if (folder === '') return false;
  }
}

function findLooseVersions(manifest: Manifest): string[] {
  const { dependencies, devDependencies, optionalDependencies } = manifest;
  return Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
    .filter(([, version]) => !/^\d+\.\d+\.\d+/.test(version))
    .map(([name, version]) => `${manifest.name} asks for ${name} "${version}": pin one exact version`);
}

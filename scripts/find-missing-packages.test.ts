import { describe, expect, it } from 'vitest';
import { findMissingPackages } from './find-missing-packages.js';

const lock = {
  packages: {
    '': { name: 'starweave' },
    numerics: { version: '0.1.0' },
    'node_modules/@starweave/numerics': { link: true },
    'node_modules/fastify': { version: '5.0.0' },
    'node_modules/sharp-linux': { version: '1.0.0', optional: true, os: ['linux'], cpu: ['x64'] },
    'node_modules/sharp-mac': { version: '1.0.0', optional: true, os: ['darwin'], cpu: ['arm64'] },
  },
};
const onLinux = { platform: 'linux', arch: 'x64', hasFolder: () => true };
const { '': _root, numerics: _workspace, 'node_modules/sharp-mac': _other, ...here } = lock.packages;

describe('findMissingPackages', () => {
  it('finds nothing missing in a complete install', () => {
    expect(findMissingPackages({ lock, installed: { packages: here }, ...onLinux })).toEqual([]);
  });

  it('asks for an install when npm never finished one', () => {
    expect(findMissingPackages({ lock, installed: undefined, ...onLinux })).toEqual(['nothing is installed yet']);
  });

  it('names a package that the lock file has and the folder lacks', () => {
    const { 'node_modules/fastify': _missing, ...rest } = here;
    expect(findMissingPackages({ lock, installed: { packages: rest }, ...onLinux })).toEqual([
      'node_modules/fastify is not installed',
    ]);
  });

  it('names a package of another version', () => {
    const installed = { packages: { ...here, 'node_modules/fastify': { version: '4.9.0' } } };
    expect(findMissingPackages({ lock, installed, ...onLinux })).toEqual([
      'node_modules/fastify is 4.9.0, the lock file asks for 5.0.0',
    ]);
  });

  it('does not miss an optional package that could not be installed', () => {
    const { 'node_modules/sharp-linux': _missing, ...rest } = here;
    expect(findMissingPackages({ lock, installed: { packages: rest }, ...onLinux })).toEqual([]);
  });

  it('sees that the folder was copied from another platform', () => {
    const reasons = findMissingPackages({ lock, installed: { packages: here }, ...onLinux, platform: 'darwin' });
    expect(reasons).toEqual(['node_modules/sharp-linux is for another platform']);
  });

  it('sees that a package was deleted', () => {
    const hasFolder = (key: string) => key !== 'node_modules/fastify';
    expect(findMissingPackages({ lock, installed: { packages: here }, ...onLinux, hasFolder })).toEqual([
      'node_modules/fastify is gone',
    ]);
  });
});

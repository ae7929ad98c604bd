import { expect, it } from 'vitest';
import { explainInstallFailure } from './explain-install-failure.js';

it.each([
  ['npm error code ENOTFOUND\nnpm error network request to https://example.invalid/x failed', 'could not reach'],
  ['npm error code EAI_AGAIN', 'could not reach'],
  ['npm error code ENOSPC\nnpm error nospc no space left on device, write', 'disk is full'],
  ["npm error code EACCES\nnpm error Error: EACCES: permission denied, mkdir '/srv/node_modules'", 'may not write'],
  ["EROFS: read-only file system, access '/srv'", 'may not write'],
  ['npm error code EUSAGE\nnpm error `npm ci` can only install packages when … are in sync', 'do not fit together'],
  ['npm error code EINTEGRITY', 'not what the lock file pins'],
  ['npm error code E403', 'refused'],
  ['npm error code ETARGET\nnpm error notarget No matching version found', 'does not have a package'],
  ['npm error code SELF_SIGNED_CERT_IN_CHAIN', 'certificate'],
])('explains %j', (output, advice) => {
  const message = explainInstallFailure({ output, root: '/srv/starweave' });
  expect(message).toContain(output);
  expect(message).toContain(advice);
});

it('shows the end of what npm said when it knows no better', () => {
  const output = Array.from({ length: 40 }, (_, line) => `npm error line ${line}`).join('\n');
  const message = explainInstallFailure({ output, root: '/srv/starweave' });
  expect(message).not.toContain('line 31\n');
  expect(message).toContain('line 32\n');
  expect(message).toContain('last lines are above');
});

it('leaves out stack traces', () => {
  const output = [
    'npm error Error: EACCES: permission denied',
    'npm error     at async reify (/usr/lib/npm/reify.js:1:1) {',
    "npm error   syscall: 'mkdir',",
    'npm error }',
    'npm error',
  ].join('\n');
  const message = explainInstallFailure({ output, root: '/srv' });
  expect(message.split('\n\n')[0]).toBe('npm error Error: EACCES: permission denied');
});

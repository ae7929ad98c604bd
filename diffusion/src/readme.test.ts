import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { copyTinyModel, removeModelCopies } from './model-folder/test-model-folder.ts';

it('the example of the README runs as it stands there', async () => {
  const packageFolder = path.join(import.meta.dirname, '..');
  const example = /```js\n(.+?)```/s.exec(await readFile(path.join(packageFolder, 'README.md'), 'utf8'))?.[1];
  const output = await mkdtemp(path.join(tmpdir(), 'starweave-readme-'));
  const code = example!
    .replace('models/postcard', await copyTinyModel({}))
    .replace('lighthouse.png', path.join(output, 'lighthouse.png'));
  const flags = ['--conditions=source', '--input-type=module', '--eval', code];
  const { stdout } = await promisify(execFile)(process.execPath, flags, { cwd: packageFolder });
  expect(stdout).toMatch(/step 30 of 30\nunknown words: \[\] milliseconds: \d+/);
  const png = await readFile(path.join(output, 'lighthouse.png'));
  expect(png.toString('latin1', 1, 4)).toBe('PNG');
  await rm(output, { recursive: true });
  await removeModelCopies();
});

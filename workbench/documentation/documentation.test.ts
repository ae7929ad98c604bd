import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Consumer, installFromTarballs, repository } from '../package-doors/pack-packages.ts';
import { type CodeBlock, readCodeBlocks } from './code-blocks.ts';
import { compileExamples, runExample, writeExamples } from './run-examples.ts';
import { listShownCommands } from './shown-commands.ts';

const languages = ['ts', 'js', 'json', 'sh', 'python', 'mermaid', 'text'];
const skippedFolders = new Set(['node_modules', 'dist', 'build', '.build-next', 'data']);

const pages = globSync('**/*.md', { cwd: repository, exclude: (name) => skippedFolders.has(path.basename(name)) });
const blocks = pages.sort().flatMap((page) => readCodeBlocks(page, readFileSync(path.join(repository, page), 'utf8')));
const programs = blocks.filter(({ language }) => language === 'ts' || language === 'js');
const place = ({ page, line }: CodeBlock) => `${page}:${line}`;

it('every block says what it is', () => {
  const others = blocks.filter(({ language }) => !languages.includes(language));
  expect(others.map((block) => `${place(block)} is in "${block.language}"`)).toEqual([]);
});

it.each(blocks.filter(({ language }) => language === 'json').map((block) => ({ at: place(block), block })))(
  'the JSON at $at can be parsed',
  ({ block }) => expect(() => JSON.parse(block.code)).not.toThrow(),
);

describe('programs, beside the packed packages in a folder of their own', () => {
  let consumer: Consumer;

  beforeAll(() => {
    consumer = installFromTarballs(['contract', 'numerics', 'diffusion', 'recommender', 'film-text', 'server']);
    writeExamples(consumer, programs);
  }, 600_000);

  afterAll(() => consumer?.remove());

  it('compile', () => {
    expect([...consumer.failures]).toEqual([]);
    expect(programs.length).toBeGreaterThan(0);
    expect(compileExamples(consumer, programs)).toEqual([]);
  });

  const runnable = programs.filter(({ attributes }) => !attributes.includes('compile-only'));
  it.each(runnable.map((block) => ({ at: place(block), block })))(
    'the program at $at runs',
    ({ block }) => {
      const { status, stdout, stderr } = runExample(consumer, block);
      expect({ status, stderr }, stdout).toEqual({ status: 0, stderr: '' });
    },
    150_000,
  );
});

const shown = new Map<string, Set<string>>();
for (const block of blocks.filter(({ language }) => language === 'sh')) {
  for (const { verb, options } of listShownCommands(block)) {
    const known = shown.get(verb) ?? new Set();
    for (const option of options) known.add(option);
    shown.set(verb, known);
  }
}

it.each([...shown].map(([verb, options]) => ({ verb, options })))(
  'starweave $verb is as the pages show it',
  ({ verb, options }) => {
    const main = path.join(repository, 'cli', 'src', 'main.ts');
    const { status, stdout } = spawnSync(
      process.execPath,
      ['--conditions=source', main, ...verb.split(' '), '--help'],
      {
        encoding: 'utf8',
      },
    );
    expect(status).toBe(0);
    expect([...options].filter((option) => !stdout.includes(option))).toEqual([]);
  },
);

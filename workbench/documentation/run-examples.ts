import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Consumer, repository } from '../package-doors/pack-packages.ts';
import type { CodeBlock } from './code-blocks.ts';

const compilerOptions = {
  target: 'es2024',
  module: 'nodenext',
  lib: ['es2024', 'esnext.float16', 'esnext.disposable', 'dom'],
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  allowJs: true,
  checkJs: true,
  allowImportingTsExtensions: true,
  // Node strips types and nothing else.
  erasableSyntaxOnly: true,
  verbatimModuleSyntax: true,
  types: ['node'],
  typeRoots: [path.join(repository, 'node_modules', '@types')],
};

/** The file into which a block is written: its page and line, so that complaints say where to look. */
function exampleFile(block: CodeBlock): string {
  return `${block.page.replaceAll(/[^\w.]+/g, '-')}-line-${block.line}.${block.language === 'ts' ? 'mts' : 'mjs'}`;
}

/** Writes blocks as programs into a folder in which our packages are installed, with our models beside them. */
export function writeExamples(consumer: Consumer, blocks: readonly CodeBlock[]): void {
  mkdirSync(path.join(consumer.folder, 'models'), { recursive: true });
  for (const model of readdirSync(path.join(repository, 'models'))) {
    symlinkSync(path.join(repository, 'models', model), path.join(consumer.folder, 'models', model), 'junction');
  }
  for (const block of blocks) writeFileSync(path.join(consumer.folder, exampleFile(block)), block.code);
}

/** Compiles blocks against the installed types; returns the compiler's complaints. */
export function compileExamples(consumer: Consumer, blocks: readonly CodeBlock[]): string[] {
  const project = path.join(consumer.folder, 'tsconfig.json');
  writeFileSync(project, JSON.stringify({ compilerOptions, files: blocks.map(exampleFile) }));
  const compiler = path.join(repository, 'node_modules', 'typescript', 'bin', 'tsc');
  const { stdout, status, error } = spawnSync(process.execPath, [compiler, '-p', project, '--pretty', 'false'], {
    cwd: consumer.folder,
    encoding: 'utf8',
  });
  if (error !== undefined) throw error;
  return status === 0 ? [] : stdout.split('\n').filter((line) => line !== '');
}

/** What a program did. */
export interface ExampleResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a block as a reader would: plain `node FILE` beside the installed packages. */
export function runExample(consumer: Consumer, block: CodeBlock): ExampleResult {
  const { status, stdout, stderr } = spawnSync(process.execPath, [exampleFile(block)], {
    cwd: consumer.folder,
    encoding: 'utf8',
    timeout: 120_000,
  });
  return { status, stdout, stderr };
}

import { expect, it } from 'vitest';
import { readCodeBlocks } from './code-blocks.ts';
import { listShownCommands } from './shown-commands.ts';

const page = [
  '# Title',
  '```ts compile-only',
  'const a = 1;',
  '```',
  'text with `code` and ```inline``` fences',
  '',
  '```',
  'plain',
  '```',
].join('\n');

it('finds blocks with their language, attributes and place', () => {
  expect(readCodeBlocks('page.md', page)).toEqual([
    { page: 'page.md', line: 3, language: 'ts', attributes: ['compile-only'], code: 'const a = 1;\n' },
    { page: 'page.md', line: 8, language: '', attributes: [], code: 'plain\n' },
  ]);
});

it('finds commands with their options, over continued lines and beside comments', () => {
  const code = [
    'npx starweave image "words --not an option" --out a.png \\',
    '  --seed 7   # paints --nothing',
    'cd x && starweave models list',
    'starweave movies rate Heat 4.5 --local',
    'starweave serve;',
    '# starweave serve',
  ].join('\n');
  expect(listShownCommands({ page: '', line: 1, language: 'sh', attributes: [], code })).toEqual([
    { verb: 'image', options: ['--out', '--seed'] },
    { verb: 'models list', options: [] },
    { verb: 'movies rate', options: ['--local'] },
    { verb: 'serve', options: [] },
  ]);
});

import { expect, it } from 'vitest';
import { findBrokenReferences } from './doc-link-rules.ts';

const pages: Record<string, string> = { 'docs/style.md': '# Style\n\n## Names & sizes\n', 'server/src/app.ts': '' };
const repository = {
  exists: (file: string) => file in pages,
  read: (file: string) => pages[file] ?? '',
  npmScripts: ['check'],
};
const find = (text: string) => findBrokenReferences('docs/packages.md', text, repository);

it.each([
  ['[style](style.md)'],
  ['[names](style.md#names--sizes)'],
  ['[app](../server/src/app.ts)'],
  ['[elsewhere](https://example.org/x)'],
  ['`server/src/app.ts` and `application/json`'],
  ['`npm run check`'],
  ['```\n[x](nowhere.md)\n```'],
])('accepts %j', (text) => {
  expect(find(text)).toEqual([]);
});

it.each([
  ['[style](styles.md)', 'styles.md'],
  ['[names](style.md#name)', 'a heading that does not exist'],
  ['`server/src/apps.ts`', 'server/src/apps.ts'],
  ['`npm run chek`', 'no script "chek"'],
])('finds %j', (text, expected) => {
  expect(find(text).join('\n')).toContain(expected);
});

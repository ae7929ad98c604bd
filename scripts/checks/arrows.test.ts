import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { cruisePackages } from './cruise-packages.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(path.join(realpathSync(tmpdir()), 'starweave-arrows-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Lays out files and reads which rules their imports break. */
async function findBrokenRules(files: Record<string, string>): Promise<string[]> {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  const { summary } = await cruisePackages(root);
  return [...new Set(summary.violations.map(({ rule }) => rule.name))].sort();
}

const door = 'export const x = 1;';
const library = (name: string) => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, main: 'index.js' }),
  [`node_modules/${name}/index.js`]: '',
});

it.each([
  ['web', 'server', 'arrows-of-web'],
  ['cli', 'diffusion', 'arrows-of-cli'],
  ['server', 'web', 'arrows-of-server'],
  ['diffusion', 'contract', 'arrows-of-diffusion'],
  ['numerics', 'diffusion', 'arrows-of-numerics'],
  ['contract', 'numerics', 'arrows-of-contract'],
  ['film-text', 'contract', 'arrows-of-film-text'],
  ['recommender', 'film-text', 'arrows-of-recommender'],
])('%s may not import %s', async (from, to, rule) => {
  const files = { [`${from}/src/index.ts`]: `import '../../${to}/src/index.ts';`, [`${to}/src/index.ts`]: door };
  expect(await findBrokenRules(files)).toEqual([rule]);
});

it('nothing may import the workbench', async () => {
  const files = { 'server/src/index.ts': "import '../../workbench/start.ts';", 'workbench/start.ts': door };
  expect(await findBrokenRules(files)).toEqual(['arrows-of-server']);
});

it('the arrows that are drawn are free', async () => {
  const files = {
    'server/src/index.ts': "import type { x } from '../../diffusion/src/index.ts';\nexport type X = typeof x;",
    'diffusion/src/index.ts': "export { x } from '../../numerics/src/index.ts';",
    'numerics/src/index.ts': door,
  };
  expect(await findBrokenRules(files)).toEqual([]);
});

it('a package is entered through its door, by types too', async () => {
  const files = {
    'server/src/index.ts': "import type { x } from '../../diffusion/src/onnx/x.ts';\nexport type X = typeof x;",
    'diffusion/src/onnx/x.ts': door,
  };
  expect(await findBrokenRules(files)).toEqual(['through-the-door']);
});

it('slices of the server do not know each other; app.ts knows all', async () => {
  const files = {
    'server/src/app.ts': "import './chat/x.ts';\nimport './images/y.ts';",
    'server/src/chat/x.ts': "import '../images/y.ts';",
    'server/src/images/y.ts': door,
  };
  expect(await findBrokenRules(files)).toEqual(['slice-chat']);
});

it('a circle is seen', async () => {
  const files = { 'web/src/a.tsx': "import './b.ts';\nexport const a = <p />;", 'web/src/b.ts': "import './a.tsx';" };
  expect(await findBrokenRules(files)).toEqual(['no-cycles']);
});

it.each([
  ['onnxruntime-node', 'diffusion/src/stages/decode.ts', 'diffusion/src/onnx/session.ts', 'only-in-onnx'],
  ['pg', 'server/src/jobs/queue.ts', 'server/src/jobs/job-store.ts', 'only-in-storage'],
  ['drizzle-orm', 'server/src/app.ts', 'server/src/storage/schema.ts', 'only-in-storage'],
  ['ai', 'server/src/chat/answer.ts', 'server/src/language-models/ollama.ts', 'only-in-language-models'],
])('%s is used in its place only', async (name, elsewhere, itsPlace, rule) => {
  const importIt = `import '${name}';`;
  expect(await findBrokenRules({ ...library(name), [itsPlace]: importIt })).toEqual([]);
  expect(await findBrokenRules({ [elsewhere]: importIt })).toEqual([rule]);
});

it('an import that leads nowhere is seen', async () => {
  expect(await findBrokenRules({ 'cli/src/main.ts': "import './gone.ts';" })).toEqual(['resolvable']);
});

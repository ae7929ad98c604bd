import type { IForbiddenRuleType } from 'dependency-cruiser';
import { testFilePattern } from './scripts/checks/pattern-of-tests.ts';

// The arrows of docs/architecture.md, as rules. Each comment is what a reader sees when a rule is broken.
const mayImport = {
  contract: [],
  'film-text': [],
  numerics: [],
  diffusion: ['numerics'],
  recommender: ['numerics'],
  server: ['contract', 'diffusion', 'recommender', 'numerics', 'film-text'],
  cli: ['contract', 'server', 'film-text'],
  web: ['contract', 'film-text'],
  workbench: ['contract', 'numerics', 'diffusion', 'recommender', 'film-text', 'server', 'cli', 'web'],
  scripts: [],
};
const packages = Object.keys(mayImport);
const slices = ['chat', 'images', 'movies'];

const arrows = Object.entries<string[]>(mayImport).map(([name, targets]): IForbiddenRuleType => {
  const forbidden = packages.filter((other) => other !== name && !targets.includes(other));
  const allowed = targets.length > 0 ? `only ${targets.join(', ')}` : 'no other package';
  return {
    name: `arrows-of-${name}`,
    comment: `${name} may import ${allowed} (docs/architecture.md).`,
    severity: 'error',
    from: { path: `^${name}/` },
    to: { path: `^(${forbidden.join('|')})/` },
  };
});

const sliceArrows = slices.map(
  (slice): IForbiddenRuleType => ({
    name: `slice-${slice}`,
    comment: `server/src/${slice} must not import another slice: app.ts wires them (docs/architecture.md).`,
    severity: 'error',
    from: { path: `^server/src/${slice}/` },
    to: { path: `^server/src/(${slices.filter((other) => other !== slice).join('|')})/` },
  }),
);

interface LibraryRule {
  name: string;
  library: string;
  files: string[];
  comment: string;
}

/** A third-party library that only certain files may import, so that it can be replaced in one place. */
function onlyIn({ name, library, files, comment }: LibraryRule): IForbiddenRuleType {
  return {
    name: `only-in-${name}`,
    comment: `${comment} (docs/architecture.md).`,
    severity: 'error',
    from: {
      path: '^(contract|numerics|diffusion|recommender|film-text|server|cli|web)/',
      pathNot: [...files, testFilePattern],
    },
    to: { path: `(^|/)node_modules/(${library})/` },
  };
}

/** What may not be imported from where. */
export const forbidden: IForbiddenRuleType[] = [
  ...arrows,
  ...sliceArrows,
  {
    name: 'through-the-door',
    comment: 'Another package is imported through its door, src/index.ts, only (docs/packages.md).',
    severity: 'error',
    from: { path: '^([^/]+)/' },
    to: {
      path: '^(contract|numerics|diffusion|recommender|film-text|server|cli|web)/',
      pathNot: ['^$1/', '^[^/]+/src/index[.]ts$'],
    },
  },
  {
    name: 'no-cycles',
    comment: 'Files must not import each other in a circle: move what both need into a third file.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'resolvable',
    comment: 'This import leads nowhere: the file or the dependency in package.json is missing.',
    severity: 'error',
    from: { pathNot: '^contract/src/gen/' },
    to: { couldNotResolve: true },
  },
  {
    name: 'no-tests-in-the-product',
    comment: 'A test file is imported by code that is not a test.',
    severity: 'error',
    from: { pathNot: testFilePattern },
    to: { path: testFilePattern },
  },
  onlyIn({
    name: 'onnx',
    library: 'onnxruntime-node',
    files: ['^diffusion/src/onnx/'],
    comment: 'ONNX Runtime is used under diffusion/src/onnx only',
  }),
  onlyIn({
    name: 'storage',
    library: 'pg|drizzle-orm',
    files: ['^server/src/storage/', '-store[.]ts$'],
    comment: 'SQL lives under server/src/storage and in *-store.ts only',
  }),
  onlyIn({
    name: 'language-models',
    library: 'ai|@ai-sdk/[^/]+|ollama-ai-provider-v2',
    files: ['^server/src/language-models/'],
    comment: 'Language models are reached under server/src/language-models only',
  }),
];

/** How imports are read and resolved: as Node.js does with `--conditions=source`. */
export const options = {
  parser: 'swc' as const,
  tsPreCompilationDeps: true,
  exclude: { path: ['(^|/)(dist|build|[.]build-next)/'] },
  doNotFollow: { path: 'node_modules' },
  combinedDependencies: true,
  enhancedResolveOptions: {
    exportsFields: ['exports'],
    conditionNames: ['source', 'import', 'module', 'browser', 'node', 'types', 'default'],
    extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
  },
};

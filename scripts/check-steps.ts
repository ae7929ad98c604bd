import type { Step } from './run-steps.ts';

/** Everything that `npm run check` holds the repository against, the slowest first. */
export const checkSteps: readonly Step[] = [
  {
    name: 'contract (buf lint, buf breaking, generated code)',
    command: ['npm', 'run', '--silent', 'check'],
    folder: 'contract',
  },
  { name: 'types (tsc)', command: ['tsc', '-p', 'tsconfig.json'] },
  { name: 'format and lint (Biome)', command: ['biome', 'check', '--colors=off', '--max-diagnostics=50', '.'] },
  { name: 'unused code (knip)', command: ['knip', '--no-progress'] },
  { name: 'arrows (dependency-cruiser)', command: ['node', 'scripts/checks/arrows.ts'] },
  { name: 'drawn architecture', command: ['node', 'scripts/draw-architecture.ts', '--check'] },
  {
    name: 'documented configuration',
    command: ['node', '--conditions=source', 'server/scripts/write-configuration.ts', '--check'],
  },
  {
    name: 'documented scorers',
    command: ['node', '--conditions=source', 'recommender/scripts/write-scorer-pages.ts', '--check'],
  },
  { name: 'source rules', command: ['node', 'scripts/checks/sources.ts'] },
  { name: 'documentation links', command: ['node', 'scripts/checks/doc-links.ts'] },
  {
    name: 'compiled kernels',
    command: ['node', 'scripts/build-kernels.ts', '--check'],
    folder: 'recommender',
  },
  { name: 'lock file', command: ['node', 'scripts/checks/lock-file.ts'] },
];

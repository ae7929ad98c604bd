import { defineConfig } from 'vitest/config';

// What starts the whole product or packs all packages runs last and one file at a time: it needs the machine for itself.
const wholeProduct = ['workbench/{end-to-end,package-doors,documentation}/**/*.test.ts'];

// Packages resolve each other through the `source` condition, as `node --conditions=source` does.
export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'], externalConditions: ['source'] } },
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['*/src/**/*.test.ts', 'workbench/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**', ...wholeProduct],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: 'whole', include: wholeProduct, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
});

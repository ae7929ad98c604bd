import { registerHooks } from 'node:module';

/**
 * Packages whose package.json is large. Node.js looks at it for every file, to learn what kind of module that is, and drizzle-orm's
 * has 180 KB: for its hundred files that takes longer than all other code of the server. All their `.js` files are ES modules.
 */
const packages = ['drizzle-orm'] as const;

/** Where an import from one file of such a package to another leads; undefined for every other import. */
export function resolveInPackage(specifier: string, importer: string | undefined): string | undefined {
  if (importer === undefined || !/^\.{1,2}\/.*\.js$/.test(specifier)) return undefined;
  if (!packages.some((name) => importer.includes(`/node_modules/${name}/`))) return undefined;
  return new URL(specifier, importer).href;
}

let isRegistered = false;

/** Has such imports resolved without looking at package.json, in this process. May be called again. */
export function resolvePackagesFast(): void {
  if (isRegistered) return;
  isRegistered = true;
  registerHooks({
    resolve(specifier, context, next) {
      const url = resolveInPackage(specifier, context.parentURL);
      return url === undefined ? next(specifier, context) : { url, format: 'module', shortCircuit: true };
    },
  });
}

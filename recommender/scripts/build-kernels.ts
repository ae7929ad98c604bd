// Compiles recommender/assembly into the two modules of src/kernels, or with --check holds those against the sources.
// Usage: node scripts/build-kernels.ts [--check], from the package's folder (npm run kernels:build does it).
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { main as compile } from 'assemblyscript/asc';

const folder = path.resolve(import.meta.dirname, '..');
const builds = [
  { file: 'kernels.wasm', features: [] },
  { file: 'kernels-relaxed.wasm', features: ['relaxed-simd'] },
];

async function build(features: readonly string[]): Promise<Uint8Array> {
  const outputs = new Map<string, Uint8Array>();
  const enabled = ['simd', 'threads', 'bulk-memory', ...features].flatMap((feature) => ['--enable', feature]);
  const memory = [
    '--importMemory',
    '--noExportMemory',
    '--sharedMemory',
    '--initialMemory',
    '1',
    '--maximumMemory',
    '65536',
  ];
  // Warning 201 is about 64-bit memory, which the kernels don't have.
  const rest = ['-O3', '--noAssert', '--runtime', 'stub', '--use', 'abort=', '--disableWarning', '201'];
  const { error, stderr } = await compile(
    ['assembly/kernels.ts', '--outFile', 'kernels.wasm', ...memory, ...enabled, ...rest],
    {
      readFile: (name, base) => {
        try {
          return readFileSync(path.resolve(folder, base, name), 'utf8');
        } catch {
          return null;
        }
      },
      writeFile: (name, contents) => {
        outputs.set(name, typeof contents === 'string' ? Buffer.from(contents) : contents);
      },
      listFiles: () => null,
    },
  );
  const module = outputs.get('kernels.wasm');
  if (error !== null || module === undefined)
    throw new Error(`The kernels do not compile.\n${stderr}`, { cause: error });
  return module;
}

for (const { file, features } of builds) {
  const target = path.join(folder, 'src', 'kernels', file);
  const built = await build(features);
  if (!process.argv.includes('--check')) writeFileSync(target, built);
  else if (!readFileSync(target).equals(built)) {
    console.error(
      `recommender/src/kernels/${file} is not what recommender/assembly compiles to: npm run kernels:build`,
    );
    process.exitCode = 1;
  }
}

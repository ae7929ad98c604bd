// npm run bench [-- NAME …] [--write] [--python PATH] [--cache FOLDER] [--rounds N] [--ratings FOLDER|COUNT] [--data FOLDER]:
// measures, prints a table, and with --write puts it into docs/benchmarks.md. `diffusion` and `recommender` compare with
// Python where they are told of one, and keep what they make in the cache folder. `films --data` measures the data set in use
// in a data folder that a server left; what the person there has rated is taken back.
import { readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, totalmem } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { allocationBenchmark } from './allocation.ts';
import { diffusionBenchmark } from './diffusion/diffusion-benchmark.ts';
import type { Benchmark, Figure } from './figures.ts';
import { filmsBenchmark } from './films/films-benchmark.ts';
import { firstStartBenchmark } from './first-start.ts';
import { pictureBenchmark } from './picture.ts';
import { postcardBenchmark } from './postcard/postcard-benchmark.ts';
import { recommenderBenchmark, recommenderPeersBenchmark } from './recommender/recommender-benchmark.ts';
import { recommenderScaleBenchmark } from './recommender/recommender-scale-benchmark.ts';
import { soakBenchmark } from './soak.ts';
import { warmStartBenchmark } from './warm-start.ts';

const benchmarks: readonly Benchmark[] = [
  firstStartBenchmark,
  warmStartBenchmark,
  pictureBenchmark,
  postcardBenchmark,
  allocationBenchmark,
  soakBenchmark,
  diffusionBenchmark,
  recommenderBenchmark,
  recommenderPeersBenchmark,
  recommenderScaleBenchmark,
  filmsBenchmark,
];
const page = path.resolve(import.meta.dirname, '../../docs/benchmarks.md');

function chooseBenchmarks(names: readonly string[]): readonly Benchmark[] {
  const unknown = names.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name));
  if (unknown.length > 0) {
    const known = benchmarks.map(({ name, summary }) => `  ${name}: ${summary}`).join('\n');
    console.error(`There is no benchmark ${unknown.join(', ')}. These exist:\n${known}`);
    process.exit(2);
  }
  return names.length === 0 ? benchmarks : benchmarks.filter(({ name }) => names.includes(name));
}

function formatFigures(benchmark: Benchmark, figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, bar = '', how }) => `| ${name} | ${value} | ${bar} | ${how} |`);
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${Math.round(totalmem() / 1e9)} GB, ${platform()} ${arch()}, Node ${process.version}`;
  const date = new Date().toISOString().slice(0, 10);
  return [
    `Measured ${date} on ${machine}, by \`npm run bench -- ${benchmark.name}\`.`,
    '',
    '| Figure | Measured | Bar | How |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
}

function writeIntoPage(name: string, text: string): void {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const before = readFileSync(page, 'utf8');
  const [from, to] = [before.indexOf(start), before.indexOf(end)];
  if (from < 0 || to < 0) throw new Error(`docs/benchmarks.md has no place for ${name}: add ${start} and ${end}.`);
  writeFileSync(page, `${before.slice(0, from + start.length)}\n${text}\n${before.slice(to)}`);
}

const { values, positionals } = parseArgs({
  options: {
    write: { type: 'boolean' },
    python: { type: 'string' },
    cache: { type: 'string' },
    rounds: { type: 'string' },
    ratings: { type: 'string' },
    data: { type: 'string' },
  },
  allowPositionals: true,
});
const { python, cache, ratings, data } = values;
const options = {
  python,
  cache,
  ratings,
  data,
  rounds: values.rounds === undefined ? undefined : Number(values.rounds),
};
for (const benchmark of chooseBenchmarks(positionals)) {
  const figures = await benchmark.run(options);
  if (figures.length === 0) continue;
  const text = formatFigures(benchmark, figures);
  console.log(`\n${text}`);
  if (values.write === true) writeIntoPage(benchmark.name, text);
}

// npm run bench [-- NAME …] [--write] [--python PATH] [--cache FOLDER] [--rounds N] [--ratings FOLDER|COUNT] [--data FOLDER] [--methods ID,ID]:
// measures, prints a table, and with --write puts it into docs/benchmarks.md. `diffusion` and `recommender` compare with
// Python where they are told of one, and keep what they make in the cache folder. `films --data` measures the data set in use
// in a data folder that a server left; what the person there has rated is taken back. `recommender --methods`, and
// `recommender-peers --methods`, measure these alone, and with --write replace their rows.
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
import { recommenderAuditBenchmark } from './recommender/audit-benchmark.ts';
import { recommenderBenchmark, recommenderPeersBenchmark } from './recommender/recommender-benchmark.ts';
import { recommenderScaleBenchmark } from './recommender/recommender-scale-benchmark.ts';
import { soakBenchmark } from './soak.ts';
import { warmStartBenchmark } from './warm-start.ts';

// For the peers in Python too, which start as children: ONNX Runtime reports sessions to its maker otherwise.
process.env.ORT_DISABLE_TELEMETRY ??= '1';

const benchmarks: readonly Benchmark[] = [
  firstStartBenchmark,
  warmStartBenchmark,
  pictureBenchmark,
  postcardBenchmark,
  allocationBenchmark,
  soakBenchmark,
  diffusionBenchmark,
  recommenderBenchmark,
  recommenderAuditBenchmark,
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

const formatRow = ({ name, value, bar = '', how }: Figure) => `| ${name} | ${value} | ${bar} | ${how} |`;

function formatFigures(benchmark: Benchmark, figures: readonly Figure[]): string {
  const rows = figures.map(formatRow);
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

function changeOnPage(name: string, change: (section: string) => string): void {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const before = readFileSync(page, 'utf8');
  const [from, to] = [before.indexOf(start), before.indexOf(end)];
  if (from < 0 || to < 0) throw new Error(`docs/benchmarks.md has no place for ${name}: add ${start} and ${end}.`);
  const section = before.slice(from + start.length, to).trim();
  writeFileSync(page, `${before.slice(0, from + start.length)}\n${change(section)}\n${before.slice(to)}`);
}

/** A table with these rows in the place of those of the same names; new ones come last. */
function replaceRows(section: string, figures: readonly Figure[]): string {
  const lines = section.split('\n');
  for (const figure of figures) {
    const at = lines.findIndex((line) => line.startsWith(`| ${figure.name} |`));
    if (at < 0) lines.push(formatRow(figure));
    else lines[at] = formatRow(figure);
  }
  return lines.join('\n');
}

const { values, positionals } = parseArgs({
  options: {
    write: { type: 'boolean' },
    python: { type: 'string' },
    cache: { type: 'string' },
    rounds: { type: 'string' },
    ratings: { type: 'string' },
    methods: { type: 'string' },
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
  methods: values.methods?.split(','),
  rounds: values.rounds === undefined ? undefined : Number(values.rounds),
};
for (const benchmark of chooseBenchmarks(positionals)) {
  const figures = await benchmark.run(options);
  if (figures.length === 0) continue;
  const text = formatFigures(benchmark, figures);
  console.log(`\n${text}`);
  const isPartial = benchmark === recommenderBenchmark || benchmark === recommenderPeersBenchmark;
  const replacesRows = isPartial && options.methods !== undefined;
  const change = (section: string) => (replacesRows ? replaceRows(section, figures) : text);
  if (values.write === true) changeOnPage(benchmark.name, change);
}

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import {
  type Benchmark,
  type BenchmarkOptions,
  computeQuantile,
  type Figure,
  formatMegabytes,
  formatSeconds,
} from '../figures.ts';
import type { PainterJob, PainterReport } from './painter-job.ts';
import { type Painter, runPainter } from './run-painter.ts';

const bench = import.meta.dirname;
/** A size in pixels, with how often each painter runs and how many pictures it paints each time. */
const plans = [
  { size: 256, rounds: 4, pictures: 2 },
  { size: 512, rounds: 3, pictures: 1 },
] as const;
const steps = 3;

export const diffusionBenchmark: Benchmark = {
  name: 'diffusion',
  summary: 'Stable Diffusion 1.5’s shape beside Python: diffusers with torch, and a bare ONNX Runtime loop',
  async run(options) {
    const painters = listPainters(options.python);
    const modelFolder = findModel(options);
    if (modelFolder === undefined) return [];
    const folder = mkdtempSync(path.join(tmpdir(), 'starweave-bench-'));
    try {
      const figures: Figure[] = [];
      for (const plan of plans) figures.push(...(await comparePainters({ ...plan, painters, modelFolder, folder })));
      return figures;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

const ours: Painter = {
  name: 'Starweave',
  command: [process.execPath, '--conditions=source', path.join(bench, 'paint-process.ts')],
};

function listPainters(python: string | undefined): readonly Painter[] {
  if (python === undefined) {
    console.log(
      'Skipped: the painters in Python. Name a Python with torch, diffusers and onnxruntime by --python PATH.',
    );
    return [ours];
  }
  return [
    ours,
    { name: 'bare ONNX Runtime loop in Python', command: [python, path.join(bench, 'python_onnx.py')] },
    { name: 'diffusers with torch', command: [python, path.join(bench, 'python_torch.py')] },
  ];
}

/** The model's folder; made by Python, once, where it isn't there. `undefined` where it can't be. */
function findModel({ cache, python }: BenchmarkOptions): string | undefined {
  const folder = path.join(cache ?? path.join(homedir(), '.cache/starweave-bench'), 'stable-diffusion-shape');
  if (existsSync(folder)) return folder;
  if (python === undefined) {
    console.log(`Skipped: everything. The model isn't in ${folder}, and making it needs --python PATH.`);
    return undefined;
  }
  console.log(`Making the model in ${folder} (8.5 GB, a few minutes) …`);
  mkdirSync(path.dirname(folder), { recursive: true });
  const { status } = spawnSync(python, [path.join(bench, 'make_model.py'), folder], { stdio: 'inherit' });
  if (status !== 0) throw new Error('The model could not be made; see above.');
  return folder;
}

interface Comparison {
  readonly size: number;
  readonly rounds: number;
  readonly pictures: number;
  readonly painters: readonly Painter[];
  readonly modelFolder: string;
  readonly folder: string;
}

/** Let all painters paint in turn, a process each time, each round beginning with another one. */
async function comparePainters(comparison: Comparison): Promise<readonly Figure[]> {
  const { size, rounds, pictures, painters, modelFolder, folder } = comparison;
  const reports = new Map<Painter, PainterReport[]>(painters.map((painter) => [painter, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < painters.length; turn += 1) {
      const painter = painters[(round + turn) % painters.length] as Painter;
      const job = createJob({ size, pictures, modelFolder, pictureFile: pictureFileOf(folder, painters, painter) });
      const report = await runPainter(painter, modelFolder, job);
      reports.get(painter)?.push(report);
      const times = report.timesMs.map(formatSeconds).join(', ');
      console.log(
        `${size} px, round ${round + 1}, ${painter.name}: ${times}, peak ${formatMegabytes(report.peakBytes)}`,
      );
    }
  }
  return [
    ...painters.flatMap((painter) => describePainter(comparison, painter, reports)),
    ...describeAgreement(comparison),
  ];
}

function pictureFileOf(folder: string, painters: readonly Painter[], painter: Painter): string {
  return path.join(folder, `${painters.indexOf(painter)}.rgb`);
}

function createJob(given: { size: number; pictures: number; modelFolder: string; pictureFile: string }): PainterJob {
  const vocabulary = JSON.parse(
    readFileSync(path.join(given.modelFolder, 'onnx/tokenizer/vocab.json'), 'utf8'),
  ) as Record<string, number>;
  const [start, end] = [vocabulary['<|startoftext|>'] ?? 0, vocabulary['<|endoftext|>'] ?? 0];
  const padded = (words: readonly number[]) => [start, ...words, ...new Array<number>(76 - words.length).fill(end)];
  return {
    prompt: 'a lighthouse under a full moon, watercolor',
    ids: padded([1, 2, 3, 4, 5, 6, 7, 8]),
    negativeIds: padded([]),
    size: given.size,
    warmUpSize: Math.min(given.size, 256),
    steps,
    guidanceScale: 7.5,
    seed: 7,
    pictures: given.pictures,
    sessionConfig: {},
    pictureFile: given.pictureFile,
  };
}

function describePainter(
  { size, rounds, pictures, painters }: Comparison,
  painter: Painter,
  reports: ReadonlyMap<Painter, readonly PainterReport[]>,
): readonly Figure[] {
  const mine = reports.get(painter) ?? [];
  const own = reports.get(ours) ?? [];
  const timeOf = ({ timesMs }: PainterReport) => computeQuantile(timesMs, 0.5);
  const peakBytes = computeQuantile(
    mine.map((report) => report.peakBytes),
    0.5,
  );
  const how = `${steps} DDIM steps with guidance and the decoding, float32; median of ${rounds} processes with ${pictures} pictures each after one to warm up; ${mine[0]?.versions}`;
  const figures: Figure[] = [
    {
      name: `${size} px, ${painter.name}: time of a picture`,
      value: formatSeconds(computeQuantile(mine.map(timeOf), 0.5)),
      how,
    },
    {
      name: `${size} px, ${painter.name}: peak memory`,
      value: formatMegabytes(peakBytes),
      how: 'the operating system’s maximum resident size of the process',
    },
  ];
  if (painter === ours) return figures;
  const isBareLoop = painter === painters[1];
  const ratios = own.map((report, round) => timeOf(report) / timeOf(mine[round] as PainterReport));
  const memoryRatios = own.map((report, round) => report.peakBytes / (mine[round] as PainterReport).peakBytes);
  const paired = 'median of the paired ratios, round by round';
  return [
    ...figures,
    {
      name: `${size} px: our time / ${painter.name}`,
      value: formatRatio(ratios),
      bar: isBareLoop ? '≤ 1.03' : 'aim ≤ 0.9',
      how: paired,
    },
    { name: `${size} px: our memory / ${painter.name}`, value: formatRatio(memoryRatios), bar: '≤ 1', how: paired },
  ];
}

function formatRatio(ratios: readonly number[]): string {
  const [least, middle, most] = [0, 0.5, 1].map((share) => computeQuantile(ratios, share).toFixed(2));
  return `${middle} (${least} to ${most})`;
}

/** How far our picture is from that of diffusers with torch: the same weights, the same noise. */
function describeAgreement({ size, painters, folder }: Comparison): readonly Figure[] {
  const torch = painters[2];
  if (torch === undefined) return [];
  const [mine, theirs] = [ours, torch].map((painter) => readFileSync(pictureFileOf(folder, painters, painter)));
  const sum = mine!.reduce((total, byte, index) => total + (byte - theirs![index]!) ** 2, 0);
  const decibels = 10 * Math.log10(255 ** 2 / (sum / mine!.length));
  return [
    {
      name: `${size} px: our picture beside that of torch`,
      value: `${decibels.toFixed(0)} dB`,
      bar: '≥ 45 dB',
      how: 'peak signal-to-noise ratio, same seed',
    },
  ];
}

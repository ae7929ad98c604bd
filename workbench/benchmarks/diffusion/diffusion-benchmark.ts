import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { type Benchmark, type BenchmarkOptions, type Figure, formatMegabytes, formatSeconds } from '../figures.ts';
import { describeComparison } from './describe-comparison.ts';
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
      for (const plan of plans) {
        const rounds = options.rounds ?? plan.rounds;
        figures.push(...(await comparePainters({ ...plan, rounds, painters, modelFolder, folder })));
      }
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
  const { size, rounds, painters, modelFolder, folder } = comparison;
  const reports = new Map<Painter, PainterReport[]>(painters.map((painter) => [painter, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < painters.length; turn += 1) {
      const painter = painters[(round + turn) % painters.length] as Painter;
      const job = createJob({
        size,
        pictures: comparison.pictures,
        modelFolder,
        pictureFile: pictureFileOf(folder, painters, painter),
      });
      const report = await runPainter(painter, modelFolder, job);
      reports.get(painter)?.push(report);
      const times = report.timesMs.map(formatSeconds).join(', ');
      console.log(
        `${size} px, round ${round + 1}, ${painter.name}: ${times}, peak ${formatMegabytes(report.peakBytes)}`,
      );
    }
  }
  const [, , torch] = painters;
  const pictures = [ours, torch].map((painter) => painter && readFileSync(pictureFileOf(folder, painters, painter)));
  return describeComparison({ size, steps, painters, reports, pictures });
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
    sessionConfig: { 'session.intra_op.allow_spinning': '0' },
    pictureFile: given.pictureFile,
  };
}

import { spawn } from 'node:child_process';
import type { PainterJob, PainterReport } from './painter-job.ts';

/** Something that paints in a process of its own, given the model's folder and a job as its last two arguments. */
export interface Painter {
  readonly name: string;
  readonly command: readonly [program: string, ...rest: string[]];
}

/** Run a painter on a job, alone, and read its report; what it says on the way is shown when it fails. */
export async function runPainter(painter: Painter, modelFolder: string, job: PainterJob): Promise<PainterReport> {
  const [program, ...rest] = painter.command;
  const child = spawn(program, [...rest, modelFolder, JSON.stringify(job)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (exitCode !== 0) throw new Error(`${painter.name} ended with ${exitCode}:\n${output.stderr.slice(-2000)}`);
  return JSON.parse(output.stdout.trim().split('\n').at(-1) ?? '') as PainterReport;
}

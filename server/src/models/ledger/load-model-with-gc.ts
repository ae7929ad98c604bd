import { statSync } from 'node:fs';
import type { Scorer, TrainingData } from '@starweave/recommender';
import { loadModelSafe } from './load-model-safe.ts';
import { aggressiveGc, getMemoryUsageMb } from './process-memory.ts';

/** What loading one model took. Sizes in MB of 2^20 bytes. */
export interface LoadReport {
  readonly file: string;
  readonly fileSizeMb: number;
  readonly durationMs: number;
  /** What this process held before and after, each time without garbage. */
  readonly memoryBeforeMb: number;
  readonly memoryAfterMb: number;
  /** After less before; what else went on in the process at that time is in it. */
  readonly increaseMb: number;
}

export interface LoadedWithReport {
  readonly model: Scorer;
  readonly report: LoadReport;
}

/**
 * Loads a model as `loadModelSafe` does, with all garbage collected before and after, and says what it took.
 *
 * @param onReport called with the report as well, for those who load many
 * @throws as `loadModelSafe`
 */
export async function loadModelWithGc(
  file: string,
  data: TrainingData,
  onReport: (report: LoadReport) => void = () => undefined,
): Promise<LoadedWithReport> {
  aggressiveGc();
  const memoryBeforeMb = getMemoryUsageMb();
  const startedMs = performance.now();
  const model = await loadModelSafe(file, data);
  const durationMs = performance.now() - startedMs;
  aggressiveGc();
  const memoryAfterMb = getMemoryUsageMb();
  const fileSizeMb = statSync(file).size / 2 ** 20;
  const increaseMb = memoryAfterMb - memoryBeforeMb;
  const report = { file, fileSizeMb, durationMs, memoryBeforeMb, memoryAfterMb, increaseMb };
  onReport(report);
  return { model, report };
}

/** A report as one line, such as `svd.safetensors: 12.0 MB in 85 ms, memory + 14.1 MB (1.2 × the file)`. */
export function formatLoadReport({ file, fileSizeMb, durationMs, increaseMb }: LoadReport): string {
  const factor = (increaseMb / fileSizeMb).toFixed(1);
  const increase = `${increaseMb < 0 ? '−' : '+'} ${Math.abs(increaseMb).toFixed(1)} MB`;
  return `${file}: ${fileSizeMb.toFixed(1)} MB in ${Math.round(durationMs)} ms, memory ${increase} (${factor} × the file)`;
}

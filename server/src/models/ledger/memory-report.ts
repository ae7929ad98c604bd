import { findMemoryLimit } from '../../doctor/memory-limit.ts';
import { estimateModelMemoryRequirement } from './estimate-memory.ts';
import { getModelMetadata } from './model-metadata.ts';
import { getMemoryUsageMb } from './process-memory.ts';

export interface MemoryReportOptions {
  /** What the process may use at most; left out: the limit of its container, else the machine's memory. */
  readonly limitMb?: number;
  readonly usedMb?: number;
  /** Takes each line; left out: standard output. */
  readonly write?: (line: string) => void;
}

/**
 * Prints a table of model files: size on disk, expected size in memory, the factor between them, then the sums and whether
 * they fit into what this process may still use. A file that is missing or broken has its line too.
 */
export async function printMemoryReport(
  files: Readonly<Record<string, string>>,
  options: MemoryReportOptions = {},
): Promise<void> {
  const { limitMb = findMemoryLimit().bytes / 2 ** 20, usedMb = getMemoryUsageMb() } = options;
  const write = options.write ?? ((line) => process.stdout.write(`${line}\n`));
  const width = Math.max(...['model', ...Object.keys(files)].map((name) => name.length));
  const row = (cells: readonly string[]) =>
    cells.map((cell, index) => (index === 0 ? cell.padEnd(width) : cell.padStart(12))).join(' ');
  let [fileMb, neededMb] = [0, 0];
  write(row(['model', 'file MB', 'memory MB', 'factor']));
  for (const [name, file] of Object.entries(files)) {
    const metadata = await getModelMetadata(file);
    if (metadata.kind !== 'model') {
      write(row([name, metadata.kind]));
      continue;
    }
    const estimate = await estimateModelMemoryRequirement(file);
    fileMb += estimate.fileSizeMb;
    neededMb += estimate.estimatedMemoryMb;
    const sizes = [estimate.fileSizeMb, estimate.estimatedMemoryMb, estimate.overheadFactor];
    write(row([name, ...sizes.map((size) => size.toFixed(2))]));
  }
  write(row(['total', fileMb.toFixed(2), neededMb.toFixed(2)]));
  const availableMb = Math.max(0, limitMb - usedMb);
  const verdict =
    neededMb <= availableMb ? 'sufficient' : `not enough: ${(neededMb - availableMb).toFixed(2)} MB more are needed`;
  write(`available: ${availableMb.toFixed(2)} MB of ${limitMb.toFixed(2)} MB, ${verdict}`);
}

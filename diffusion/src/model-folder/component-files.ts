import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ModelFault } from '../errors.ts';
import { findExternalDataProblem } from './check-external-data.ts';
import { findOnnxFileProblem } from './check-onnx-file.ts';

/** The usual name; other names are taken when they are the only ONNX file in the component's folder. */
const MODEL_FILE = 'model.onnx';

/** A component's ONNX file, or what is wrong with it. */
export async function findComponentFile(
  folder: string,
  component: string,
): Promise<{ file: string; fault?: undefined } | { file?: undefined; fault: ModelFault }> {
  const names = (await listFolder(path.join(folder, component))).filter((name) => name.endsWith('.onnx'));
  const name = names.includes(MODEL_FILE) ? MODEL_FILE : names.length === 1 ? names[0] : undefined;
  if (name === undefined) {
    const reason = names.length === 0 ? 'is missing' : `isn't there, and ${names.join(', ')} leaves a choice`;
    return {
      fault: { component, reason: `${component}/${MODEL_FILE} ${reason}. Export or download the model to ONNX again.` },
    };
  }
  const file = path.join(folder, component, name);
  const problem = (await findOnnxFileProblem(file)) ?? (await findExternalDataProblem(file).catch(describeDamage));
  if (problem !== undefined) {
    return { fault: { component, reason: `${component}/${name}: ${problem} Download or export it again.` } };
  }
  return { file };
}

function describeDamage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Names in a folder; none when it isn't there. */
async function listFolder(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}

/** Size of all files in a folder and in the folders in it. */
export async function computeFolderSize(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const sizes = entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map(async (entry) => (await stat(path.join(entry.parentPath, entry.name))).size);
  return (await Promise.all(sizes)).reduce((total, size) => total + size, 0);
}

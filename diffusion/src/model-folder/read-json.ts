import { readFile } from 'node:fs/promises';
import { isObject, type JsonObject } from '../tokenizers/tokenizer-files.ts';

/** A text file's contents, or `undefined` when it isn't there. */
export async function findText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** An object from a JSON file, or `undefined` when the file isn't there; throws when it holds anything else. */
export async function findJson(file: string): Promise<JsonObject | undefined> {
  const text = await findText(file);
  if (text === undefined) return undefined;
  const name = file.split(/[/\\]/).at(-1);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Error(`${name} isn't valid JSON (${(cause as Error).message}).`, { cause });
  }
  if (!isObject(value)) throw new Error(`${name} doesn't hold a JSON object.`);
  return value;
}

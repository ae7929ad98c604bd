import type { JsonObject } from '../tokenizers/tokenizer-files.ts';

/** Whether a `model_index.json` lists a part of the model; `[null, null]` is how it says that there is none. */
export function hasComponent(index: JsonObject, component: string): boolean {
  const entry = index[component];
  return Array.isArray(entry) && entry.some((part) => part !== null);
}

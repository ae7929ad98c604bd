import { isObject, type Json } from './tokenizer-files.ts';

/** The ids before and after every text, from the `TemplateProcessing` of `tokenizer.json`; none without one. */
export function createTemplateFrame(
  description: Json,
  ids: ReadonlyMap<string, number>,
): { prefix: readonly number[]; suffix: readonly number[] } {
  if (description === null) return { prefix: [], suffix: [] };
  const pieces = isObject(description) ? description.single : undefined;
  if (!isObject(description) || description.type !== 'TemplateProcessing' || !Array.isArray(pieces)) {
    throw new Error('A word-level tokenizer.json needs a post-processor of type TemplateProcessing, or none.');
  }
  const names = pieces.map((piece: Json) => {
    const special = isObject(piece) ? piece.SpecialToken : undefined;
    return isObject(special) ? String(special.id) : undefined;
  });
  const textIndex = names.indexOf(undefined);
  return {
    prefix: names.slice(0, textIndex).map((name) => getId(name, ids)),
    suffix: names.slice(textIndex + 1).map((name) => getId(name, ids)),
  };
}

function getId(name: string | undefined, ids: ReadonlyMap<string, number>): number {
  const id = name === undefined ? undefined : ids.get(name);
  if (id === undefined) throw new Error(`The special token "${name}" isn't in the vocabulary.`);
  return id;
}

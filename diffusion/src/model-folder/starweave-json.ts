import type { LatentRgbTable } from '../previews/latent-preview.ts';
import { isObject, type Json, type JsonObject } from '../tokenizers/tokenizer-files.ts';
import type { PictureSize } from './model-facts.ts';

/** What `starweave.json` may say about a model beyond the Hugging Face files; everything in it is optional. */
export interface StarweaveJson {
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly license: string | undefined;
  readonly sizes: readonly PictureSize[] | undefined;
  readonly defaults: {
    readonly steps: number | undefined;
    readonly guidanceScale: number | undefined;
    readonly scheduler: string | undefined;
  };
  readonly styles: readonly string[];
  readonly vocabulary: Readonly<Record<string, readonly string[]>> | undefined;
  /** Words that are read as others. */
  readonly synonyms: ReadonlyMap<string, string>;
  /** `undefined` without a usable table: then there are no previews, which is never a failure. */
  readonly latentRgb: LatentRgbTable | undefined;
}

/** Read what is there and of the right kind; throws an `Error` for values that would change pictures if ignored. */
export function parseStarweaveJson(json: JsonObject): StarweaveJson {
  const defaults = isObject(json.defaults) ? json.defaults : {};
  return {
    id: findString(json.id),
    name: findString(json.name),
    description: findString(json.description),
    license: findString(json.license),
    sizes: json.sizes === undefined ? undefined : parseSizes(json.sizes),
    defaults: {
      steps: findNumber(defaults.steps),
      guidanceScale: findNumber(defaults.guidanceScale),
      scheduler: findString(defaults.scheduler),
    },
    styles: findStrings(json.styles) ?? [],
    vocabulary: findVocabulary(json.vocabulary),
    synonyms: findSynonyms(json.synonyms),
    latentRgb: findLatentRgb(json),
  };
}

function parseSizes(value: Json): PictureSize[] {
  const sizes = Array.isArray(value) ? value : [];
  if (sizes.length === 0) throw new Error('starweave.json: "sizes" must be a list of {width, height}, at least one.');
  return sizes.map((size: Json) => {
    const width = isObject(size) ? size.width : undefined;
    const height = isObject(size) ? size.height : undefined;
    if (!Number.isSafeInteger(width) || !Number.isSafeInteger(height)) {
      throw new Error('starweave.json: every size needs a "width" and a "height" in whole pixels.');
    }
    return { width: width as number, height: height as number };
  });
}

function findVocabulary(value: Json | undefined): Record<string, readonly string[]> | undefined {
  if (!isObject(value)) return undefined;
  const groups = Object.entries(value).map(([group, words]) => [group, findStrings(words) ?? []] as const);
  return Object.fromEntries(groups);
}

function findSynonyms(value: Json | undefined): Map<string, string> {
  const entries = isObject(value) ? Object.entries(value) : [];
  return new Map(
    entries
      .filter((entry): entry is [string, string] => typeof entry[1] === 'string')
      .map(([from, to]) => [from.toLowerCase(), to]),
  );
}

function findLatentRgb(json: JsonObject): LatentRgbTable | undefined {
  const rows = json.latentRgbFactors;
  const factors = Array.isArray(rows) ? rows.map(findColour) : [];
  const bias = findColour(json.latentRgbBias ?? [0, 0, 0]);
  if (factors.length === 0 || factors.includes(undefined) || bias === undefined) return undefined;
  return { factors: factors as [number, number, number][], bias };
}

function findColour(value: Json): [number, number, number] | undefined {
  const isColour = Array.isArray(value) && value.length === 3 && value.every(Number.isFinite);
  return isColour ? (value as [number, number, number]) : undefined;
}

function findString(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function findNumber(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function findStrings(value: Json | undefined): string[] | undefined {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined;
}

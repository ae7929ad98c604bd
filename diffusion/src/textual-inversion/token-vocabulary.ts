import { readFile, stat } from 'node:fs/promises';
import { TextualInversionError } from '../errors.ts';
import type { Network } from '../onnx/network.ts';
import { openTokenEmbeddings, TOKEN_VECTORS } from '../onnx/open-token-embeddings.ts';
import { type ParsedTextualInversion, parseTextualInversion, type TokenVectors } from './parse-textual-inversion.ts';
import type { TokenEmbedding } from './split-at-tokens.ts';
import type { LoadedTextualInversion, TextualInversion } from './textual-inversion-types.ts';

const LARGEST_FILE_BYTES = 16 * 2 ** 20;
const LONGEST_TOKEN = 100;

/** Which models read vectors of which widths. */
const modelsByWidths: ReadonlyMap<string, string> = new Map([
  ['768', 'Stable Diffusion 1'],
  ['1024', 'Stable Diffusion 2'],
  ['1280', 'the second text encoder of Stable Diffusion XL'],
  ['768 and 1280', 'Stable Diffusion XL'],
]);

/** What `TokenVocabulary` asks of the model. */
export interface VocabularyModel {
  readonly name: string;
  /** The model's text encoders in order; with two, the first reads `clip_l` and the second `clip_g`. */
  readonly textEncoders: readonly string[];
  /** As `NetworkSet.get` and `NetworkSet.change`. */
  get(component: string): Promise<Network>;
  change(component: string, change: (model: Uint8Array) => Uint8Array): Promise<Network>;
}

interface Entry extends LoadedTextualInversion {
  readonly rows: ReadonlyMap<string, readonly Float32Array[]>;
}

/** The words that a model has learned by textual inversion. Its text encoders are opened for them with the first one. */
export class TokenVocabulary {
  readonly #model: VocabularyModel;
  readonly #entries = new Map<string, Entry>();

  constructor(model: VocabularyModel) {
    this.#model = model;
  }

  /** Read a textual inversion and take it in. Throws `TextualInversionError`. */
  async load(inversion: TextualInversion): Promise<LoadedTextualInversion> {
    const parsed = await readInversion(inversion);
    const token = this.#requireToken(inversion.token ?? parsed.token);
    const rows = await this.#assign(token, parsed);
    const vectors = rows.values().next().value!.length;
    this.#entries.set(token.toLowerCase(), { token, vectors, rows });
    return { token, vectors };
  }

  /** Forget a word. Throws `TextualInversionError` for one that isn't there. */
  unload(token: string): void {
    if (this.#entries.delete(token.toLowerCase())) return;
    throw new TextualInversionError(`No textual inversion "${token}" is loaded, only ${this.#listTokens()}.`);
  }

  list(): readonly LoadedTextualInversion[] {
    return [...this.#entries.values()].map(({ token, vectors }) => ({ token, vectors }));
  }

  /** The vectors of every word for one text encoder. */
  listEmbeddings(component: string): readonly TokenEmbedding[] {
    return [...this.#entries.values()].map(({ token, rows }) => ({ token, vectors: rows.get(component)! }));
  }

  #requireToken(token: string | undefined): string {
    if (token === undefined) {
      throw new TextualInversionError("The textual inversion doesn't say which token it is for. Give a token.");
    }
    const hasBreaks = /[\p{Cc}\p{Zl}\p{Zp}]/u.test(token);
    if (token === '' || token !== token.trim() || token.length > LONGEST_TOKEN || hasBreaks) {
      throw new TextualInversionError(
        `The token "${token.slice(0, LONGEST_TOKEN)}" can't be used: give 1 to ${LONGEST_TOKEN} characters without line breaks, and without white space around them.`,
      );
    }
    if (!this.#entries.has(token.toLowerCase())) return token;
    throw new TextualInversionError(
      `A textual inversion "${token}" is loaded already. Unload it first, or give another token.`,
    );
  }

  /** The rows for each text encoder, once it is sure that they fit. */
  async #assign(token: string, { vectors }: ParsedTextualInversion): Promise<Map<string, readonly Float32Array[]>> {
    const { textEncoders } = this.#model;
    const widths = new Map<string, number>();
    for (const component of textEncoders) widths.set(component, await this.#openWidth(component));
    const given = textEncoders.map((component) => findVectors(vectors, component, textEncoders.length));
    const fits = textEncoders.every((component, index) => given[index]?.width === widths.get(component));
    const needsPair = textEncoders.length > 1;
    if (!fits || (!('rows' in vectors) && !needsPair && textEncoders[0] === 'text_encoder')) {
      throw createMismatchError(token, listWidths(vectors), [...widths.values()], this.#model.name);
    }
    return new Map(textEncoders.map((component, index) => [component, given[index]!.rows]));
  }

  /** The width of a text encoder's vectors; opens it for vectors in place of its table's rows. */
  async #openWidth(component: string): Promise<number> {
    const network = await this.#model.get(component);
    const opened = findWidth(network) === undefined ? await this.#open(component) : network;
    return findWidth(opened)!;
  }

  async #open(component: string): Promise<Network> {
    return await this.#model.change(component, (model) => {
      try {
        return openTokenEmbeddings(model);
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new TextualInversionError(
          `The ${component} of ${this.#model.name} can't take textual inversions. ${reason}`,
          { cause },
        );
      }
    });
  }

  #listTokens(): string {
    const tokens = [...this.#entries.values()].map(({ token }) => `"${token}"`);
    return tokens.length === 0 ? 'none' : tokens.join(', ');
  }
}

async function readInversion(inversion: TextualInversion): Promise<ParsedTextualInversion> {
  try {
    return parseTextualInversion(inversion.bytes ?? (await readLimited(inversion.path)));
  } catch (cause) {
    const { path, token } = inversion;
    const name = path === undefined ? (token === undefined ? '' : ` "${token}"`) : ` in ${path}`;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TextualInversionError(
      `The textual inversion${name} can't be read. ${reason} Give a safetensors file with a textual inversion in it.`,
      { cause },
    );
  }
}

async function readLimited(path: string): Promise<Uint8Array> {
  const { size } = await stat(path);
  if (size <= LARGEST_FILE_BYTES) return await readFile(path);
  throw new Error(`It has ${size} bytes; a textual inversion has at most ${LARGEST_FILE_BYTES}.`);
}

function findWidth({ inputs }: Network): number | undefined {
  const size = inputs.find(({ name }) => name === TOKEN_VECTORS)?.shape[2];
  return typeof size === 'number' ? size : undefined;
}

/** Files of a pair name the encoders; a single tensor is for a model with one encoder. */
function findVectors(
  vectors: ParsedTextualInversion['vectors'],
  component: string,
  encoders: number,
): TokenVectors | undefined {
  if ('rows' in vectors) return encoders === 1 ? vectors : undefined;
  return component === 'text_encoder' ? vectors.clip_l : vectors.clip_g;
}

function listWidths(vectors: ParsedTextualInversion['vectors']): readonly number[] {
  return 'rows' in vectors ? [vectors.width] : [vectors.clip_l.width, vectors.clip_g.width];
}

function createMismatchError(
  token: string,
  given: readonly number[],
  wanted: readonly number[],
  model: string,
): TextualInversionError {
  return new TextualInversionError(
    `The textual inversion "${token}" has vectors of ${describeWidths(given)}, but ${model} reads vectors of ${describeWidths(wanted)}. Use one that was trained for this model.`,
  );
}

function describeWidths(widths: readonly number[]): string {
  const text = widths.join(' and ');
  const known = modelsByWidths.get(text);
  return known === undefined ? `width ${text}` : `width ${text} (as ${known})`;
}

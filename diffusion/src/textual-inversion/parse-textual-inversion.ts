import { parseSafetensors, type SafeTensor } from './parse-safetensors.ts';

/** Rows of one width that stand in for rows of a text encoder's embedding table. */
export interface TokenVectors {
  readonly width: number;
  /** At least one, each with `width` numbers. */
  readonly rows: readonly Float32Array[];
}

/** A textual inversion as its file has it. */
export interface ParsedTextualInversion {
  /** The name of its token, where the layout has one. */
  readonly token: string | undefined;
  /** For models with one text encoder, or by encoder for models with two. */
  readonly vectors: TokenVectors | { readonly clip_l: TokenVectors; readonly clip_g: TokenVectors };
}

const SDXL_KEYS = ['clip_l', 'clip_g'] as const;
/** Keys that say what the tensor is, and not which token it was learned for. */
const KEYS_WITHOUT_TOKEN: readonly string[] = ['emb_params', 'clip_l', 'clip_g', '*'];
/** A longer one would not fit into one chunk of a prompt. */
const MOST_VECTORS = 75;

/**
 * Read a textual inversion from a safetensors file: one tensor [vectors, width] (or [width]) under its token's name as
 * diffusers writes it, or under `emb_params` as AUTOMATIC1111 does, or the two tensors `clip_l` and `clip_g` of Stable
 * Diffusion XL with the same number of vectors. At most 75 vectors.
 *
 * Throws an `Error` that says what else it is.
 */
export function parseTextualInversion(bytes: Uint8Array): ParsedTextualInversion {
  const tensors = parseSafetensors(bytes);
  const [only, ...more] = [...tensors];
  if (only !== undefined && more.length === 0) {
    const [key, tensor] = only;
    return { token: KEYS_WITHOUT_TOKEN.includes(key) ? undefined : key, vectors: readVectors(key, tensor) };
  }
  const [first, second] = SDXL_KEYS.map((key) => tensors.get(key));
  if (first === undefined || second === undefined || tensors.size !== 2) throw createLayoutError([...tensors.keys()]);
  const vectors = { clip_l: readVectors('clip_l', first), clip_g: readVectors('clip_g', second) };
  if (vectors.clip_l.rows.length === vectors.clip_g.rows.length) return { token: undefined, vectors };
  throw new Error(
    `Its two tensors have ${vectors.clip_l.rows.length} and ${vectors.clip_g.rows.length} vectors; they must have the same number. Download it again.`,
  );
}

function createLayoutError(keys: readonly string[]): Error {
  const shown = keys.slice(0, 3).join(', ') + (keys.length > 3 ? ', …' : '');
  const found = keys.length === 0 ? 'no tensors' : `${keys.length} tensors (${shown})`;
  return new Error(
    `It holds ${found}, but a textual inversion is a single tensor, or clip_l and clip_g for Stable Diffusion XL. It may be a LoRA or a whole model.`,
  );
}

function readVectors(key: string, { dims, data }: SafeTensor): TokenVectors {
  const [count, width] = dims.length === 1 ? [1, dims[0]!] : dims;
  if (dims.length < 1 || dims.length > 2 || count === undefined || width === undefined || data.length === 0) {
    throw new Error(
      `Its tensor "${key}" has the shape [${dims.join(', ')}], but vectors have the shape [vectors, width]. It may be no textual inversion.`,
    );
  }
  if (count > MOST_VECTORS) {
    throw new Error(`It has ${count} vectors; at most ${MOST_VECTORS} fit into a prompt's chunk.`);
  }
  if (!data.every(Number.isFinite)) {
    throw new Error(`Its tensor "${key}" has numbers that aren't finite. Download it again.`);
  }
  return { width, rows: Array.from({ length: count }, (_, row) => data.slice(row * width, (row + 1) * width)) };
}

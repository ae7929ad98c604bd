/** One token's place in a prompt. */
export interface PromptSlot {
  readonly id: number;
  /** What the token's hidden state is multiplied with. */
  readonly weight: number;
  /** Stands in for the token's row of the embedding table. */
  readonly vector?: Float32Array;
}

/** Slots that stay in one chunk: a token, or all vectors of a textual inversion. */
export type PromptUnit = readonly PromptSlot[];

/** What `splitIntoChunks` needs beside the units. */
export interface ChunkOptions {
  /** How many slots a chunk has, without start and end token: 75 for CLIP. */
  readonly room: number;
  readonly commaId: number | undefined;
  /** How many slots at the end of a full chunk may move to the next one so that it starts after a comma; 0 is none. */
  readonly commaBacktrack: number;
}

/**
 * Cut a prompt into chunks of at most `room` slots as AUTOMATIC1111 does (its `tokenize_line`); at least one, maybe empty.
 *
 * - A `break` ends the chunk, whatever its length.
 * - When a chunk is full and the next token isn't a comma, what stands after the chunk's last comma moves to the next
 *   chunk, if that is at most `commaBacktrack − 1` slots.
 * - A unit that doesn't fit whole starts the next chunk. One with more than `room` slots is the caller's to refuse.
 */
export function splitIntoChunks(units: readonly (PromptUnit | 'break')[], options: ChunkOptions): PromptSlot[][] {
  const { room, commaId, commaBacktrack } = options;
  const chunks: PromptSlot[][] = [];
  let chunk: PromptSlot[] = [];
  let lastComma = -1;
  const startChunk = (moved: PromptSlot[]) => {
    chunks.push(chunk);
    chunk = moved;
    lastComma = -1;
  };
  for (const unit of units) {
    if (unit === 'break') {
      startChunk([]);
      continue;
    }
    const isFull = chunk.length === room;
    if (unit[0]?.id === commaId && unit[0]?.vector === undefined) lastComma = chunk.length;
    else if (isFull && lastComma !== -1 && room - lastComma <= commaBacktrack) startChunk(chunk.splice(lastComma + 1));
    if (chunk.length + unit.length > room) startChunk([]);
    chunk.push(...unit);
  }
  if (chunk.length > 0 || chunks.length === 0) chunks.push(chunk);
  return chunks;
}

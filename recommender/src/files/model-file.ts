import { BrokenModelFileError } from '../errors.ts';
import type { ModelContent, Scorer, ScorerParameters } from '../scorers/scorer.ts';
import { readStart } from './read-whole-file.ts';
import { formatSafetensors, parseHeader, parseHeaderLength, readSafetensors } from './safetensors.ts';
import { writeAtomically } from './write-atomically.ts';

const FORMAT_VERSION = '1';
const PREFIX = 'starweave.';
const NOTE_PREFIX = `${PREFIX}note.`;

/** What a model file says about its model. */
export interface ModelFacts {
  /** The scorer's id; a file of a later version may name one that isn't known here. */
  readonly scorer: string;
  readonly parameters: ScorerParameters;
  /** The ratings that the model was fitted on. */
  readonly dataHash: string;
  /** What was noted about the model when it was saved, such as how long its fit took; empty when nothing was. */
  readonly notes: Readonly<Record<string, string>>;
}

/** An array of a model file, by what its header says. */
export interface StoredArray {
  readonly name: string;
  /** As safetensors has it: `F64`, `F32`, `F16`, `U32`, `I32`, `U8`. */
  readonly type: string;
  readonly shape: readonly number[];
  readonly sizeBytes: number;
}

/** A model file by its header, with nothing of its arrays read. */
export interface ModelFileFacts extends ModelFacts {
  readonly sizeBytes: number;
  readonly arrays: readonly StoredArray[];
}

/** A model file that was opened; each of its arrays has a buffer of its own. */
export interface OpenedModel extends ModelFacts {
  readonly content: ModelContent;
}

/**
 * Store a model as safetensors, which any Python opens: the arrays, and in the metadata the scorer's id, its parameters, the
 * hash of the ratings and a CRC-32 of the arrays. The file appears whole or not at all.
 *
 * @param notes whatever else is to be known about the model, for people; `readModelFacts` gives it back
 */
export async function saveModel(
  scorer: Scorer,
  file: string,
  notes: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { arrays, metadata } = scorer.toModelFile();
  const own = Object.keys(metadata).find((name) => name.startsWith(PREFIX));
  if (own !== undefined) throw new RangeError(`The fact “${own}” takes a name that the model file needs for itself.`);
  const pieces = formatSafetensors(arrays, (checksum) => ({
    ...metadata,
    ...Object.fromEntries(Object.entries(notes).map(([name, text]) => [`${NOTE_PREFIX}${name}`, text])),
    [`${PREFIX}version`]: FORMAT_VERSION,
    [`${PREFIX}scorer`]: scorer.id,
    [`${PREFIX}parameters`]: JSON.stringify(scorer.parameters),
    [`${PREFIX}data-hash`]: scorer.dataHash,
    [`${PREFIX}crc32`]: formatChecksum(checksum),
  }));
  await writeAtomically(file, pieces);
}

/**
 * Open a model file without copying its arrays.
 *
 * @param dataHash when given, the hash of the ratings that the model must have been fitted on
 * @throws BrokenModelFileError when the file is missing, cut off, damaged, of another version or of other ratings
 */
export async function openModelFile(file: string, dataHash?: string): Promise<OpenedModel> {
  const { arrays, metadata, checksum } = await readSafetensors(file).catch((cause: unknown) => {
    if (cause instanceof BrokenModelFileError) throw cause;
    throw new BrokenModelFileError(`The model file ${file} can't be opened. Check the path, or fit the model again.`, {
      cause,
    });
  });
  const facts = parseFacts(metadata, file);
  if (dataHash !== undefined && facts.dataHash !== dataHash) {
    throw new BrokenModelFileError(
      `${file} was fitted on other ratings (${facts.dataHash.slice(0, 12)}…) than those that are loaded ` +
        `(${dataHash.slice(0, 12)}…). Fit it again, or load the ratings that belong to it.`,
    );
  }
  if (metadata[`${PREFIX}crc32`] !== formatChecksum(checksum)) {
    throw new BrokenModelFileError(
      `${file} doesn't match its checksum: it is damaged. Copy it or fit the model again.`,
    );
  }
  const own = Object.entries(metadata).filter(([name]) => !name.startsWith(PREFIX));
  return { ...facts, content: { arrays, metadata: Object.fromEntries(own) } };
}

/** What a model file says about itself, from its first bytes only. @throws BrokenModelFileError */
export async function readModelFacts(file: string): Promise<ModelFileFacts> {
  try {
    const { bytes: length } = await readStart(file, 8);
    const { bytes, sizeBytes } = await readStart(file, parseHeaderLength(length, file));
    const { metadata, places } = parseHeader(bytes, file);
    const arrays = Object.entries(places).map(
      ([
        name,
        {
          dtype,
          shape,
          data_offsets: [start, end],
        },
      ]) => ({
        ...{ name, type: dtype, shape, sizeBytes: end - start },
      }),
    );
    return { ...parseFacts(metadata, file), sizeBytes, arrays };
  } catch (cause) {
    if (cause instanceof BrokenModelFileError) throw cause;
    throw new BrokenModelFileError(`The model file ${file} can't be opened. Check the path.`, { cause });
  }
}

function parseFacts(metadata: Readonly<Record<string, string>>, file: string): ModelFacts {
  const version = metadata[`${PREFIX}version`];
  if (version !== FORMAT_VERSION) {
    const found = version === undefined ? 'no version of ours' : `version ${version}`;
    throw new BrokenModelFileError(
      `${file} has ${found}; version ${FORMAT_VERSION} can be opened. Fit the model again with this version.`,
    );
  }
  try {
    const parameters = JSON.parse(metadata[`${PREFIX}parameters`]!) as ScorerParameters;
    const noted = Object.entries(metadata).filter(([name]) => name.startsWith(NOTE_PREFIX));
    const notes = Object.fromEntries(noted.map(([name, text]) => [name.slice(NOTE_PREFIX.length), text]));
    return { scorer: metadata[`${PREFIX}scorer`]!, parameters, dataHash: metadata[`${PREFIX}data-hash`]!, notes };
  } catch (cause) {
    throw new BrokenModelFileError(`The facts in ${file} can't be read: fit the model again.`, { cause });
  }
}

function formatChecksum(checksum: number): string {
  return checksum.toString(16).padStart(8, '0');
}

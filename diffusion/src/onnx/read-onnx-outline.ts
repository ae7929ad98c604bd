import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { onnxFields } from './onnx-graph.ts';
import { frameMessage, readField, writeInteger, writeMessage, writeText } from './protobuf.ts';

/** Smaller tensors, such as shapes, stay where they are: ONNX Runtime wants to know them while it reads the graph. */
const SMALLEST_WEIGHTS_BYTES = 65_536;
/** Parts of the outline keep their windows alive until it is whole. */
const WINDOW_BYTES = 65_536;
const LONGEST_HEADER_BYTES = 20;
/** What `TensorProto.data_location` says of numbers in a file. */
const EXTERNAL = 1;

/** A field of the file, without its content. */
interface FileField {
  readonly number: number;
  readonly start: number;
  readonly contentStart: number;
  readonly end: number;
}

/**
 * An ONNX file's bytes without its weights, for changing the graph of a large model: every stored tensor of 64 KiB or more
 * says where in this very file its numbers are, as ONNX's external data. A session made of the outline, with the file's
 * folder as the place of external data, computes what the file computes, and the weights are never in JavaScript's memory.
 *
 * Throws an `Error` where the file isn't an ONNX model, and Node's own where it can't be read.
 */
export async function readOnnxOutline(file: string): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const source = new WindowedFile(handle, size);
    const parts: Uint8Array[] = [];
    for await (const field of source.fields(0, size)) {
      if (field.number !== onnxFields.modelGraph) parts.push(await source.read(field.start, field.end));
      else parts.push(...frameMessage(field.number, await outlineGraph(source, field, path.basename(file))));
    }
    return Buffer.concat(parts);
  } finally {
    await handle.close();
  }
}

async function outlineGraph(source: WindowedFile, graph: FileField, location: string): Promise<Uint8Array[]> {
  const parts: Uint8Array[] = [];
  for await (const field of source.fields(graph.contentStart, graph.end)) {
    const isLarge = field.end - field.start >= SMALLEST_WEIGHTS_BYTES;
    const tensor =
      isLarge && field.number === onnxFields.graphInitializer
        ? await outlineTensor(source, field, location)
        : undefined;
    if (tensor === undefined) parts.push(await source.read(field.start, field.end));
    else parts.push(writeMessage(field.number, tensor));
  }
  return parts;
}

/** A tensor whose numbers are said to lie in the file; `undefined` for one that holds them in another way. */
async function outlineTensor(
  source: WindowedFile,
  tensor: FileField,
  location: string,
): Promise<Uint8Array[] | undefined> {
  const parts: Uint8Array[] = [];
  let numbers: FileField | undefined;
  for await (const field of source.fields(tensor.contentStart, tensor.end)) {
    if (field.number === onnxFields.tensorRawData) numbers = field;
    else if (field.end - field.start >= SMALLEST_WEIGHTS_BYTES) return undefined;
    else parts.push(await source.read(field.start, field.end));
  }
  if (numbers === undefined) return undefined;
  const { contentStart, end } = numbers;
  const place = { location, offset: String(contentStart), length: String(end - contentStart) };
  const entries = Object.entries(place).map(([key, value]) =>
    writeMessage(onnxFields.tensorExternalData, [writeText(1, key), writeText(2, value)]),
  );
  return [...parts, ...entries, writeInteger(onnxFields.tensorDataLocation, EXTERNAL)];
}

/** A file that is read in windows, forwards. */
class WindowedFile {
  readonly #handle: FileHandle;
  readonly #size: number;
  #window: Uint8Array = new Uint8Array();
  #windowStart = 0;

  constructor(handle: FileHandle, size: number) {
    this.#handle = handle;
    this.#size = size;
  }

  /** The fields of the message between two offsets. */
  async *fields(start: number, end: number): AsyncGenerator<FileField> {
    for (let offset = start; offset < end; ) {
      const header = await this.read(offset, Math.min(offset + LONGEST_HEADER_BYTES, end));
      const field = readField(header, { start: 0, end: header.length }, end - offset);
      yield { number: field.number, start: offset, contentStart: offset + field.contentStart, end: offset + field.end };
      offset += field.end;
    }
  }

  /** The bytes between two offsets; valid for good. */
  async read(start: number, end: number): Promise<Uint8Array> {
    const isInside = start >= this.#windowStart && end <= this.#windowStart + this.#window.length;
    if (!isInside) {
      const length = Math.min(Math.max(end - start, WINDOW_BYTES), this.#size - start);
      const window = new Uint8Array(length);
      const { bytesRead } = await this.#handle.read(window, 0, length, start);
      if (bytesRead < end - start) throw new Error('It ended while it was read. Download or export it again.');
      this.#window = window.subarray(0, bytesRead);
      this.#windowStart = start;
    }
    return this.#window.subarray(start - this.#windowStart, end - this.#windowStart);
  }
}

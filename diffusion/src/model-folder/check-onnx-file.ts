import { type FileHandle, open } from 'node:fs/promises';

/** Field numbers of ONNX's ModelProto: the graph, and the last one that is in use. */
const GRAPH_FIELD = 7;
const LAST_FIELD = 26;
/** A tag and a length are at most this long. */
const HEADER_BYTES = 20;

/**
 * Walk the outermost fields of an ONNX file, without reading what is in them: a cheap way to see that it was cut off or
 * isn't ONNX at all. Returns what is wrong, or `undefined`.
 */
export async function findOnnxFileProblem(file: string): Promise<string | undefined> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    return await walkFields(handle, size);
  } finally {
    await handle.close();
  }
}

async function walkFields(handle: FileHandle, size: number): Promise<string | undefined> {
  if (size === 0) return 'The file is empty.';
  let position = 0;
  let hasGraph = false;
  while (position < size) {
    const header = Buffer.alloc(HEADER_BYTES);
    const { bytesRead } = await handle.read(header, 0, HEADER_BYTES, position);
    const field = parseField(header.subarray(0, bytesRead));
    if (field === undefined) return 'The file is damaged, or not an ONNX file.';
    hasGraph ||= field.number === GRAPH_FIELD;
    position += field.sizeBytes;
  }
  if (position > size) return `The file is cut off: ${size} bytes are there, at least ${position} were written.`;
  return hasGraph ? undefined : 'The file holds no ONNX graph.';
}

/** A protobuf field's number, and its size from the tag to the end of the contents. */
function parseField(bytes: Buffer): { number: number; sizeBytes: number } | undefined {
  const tag = parseVarint(bytes, 0);
  if (tag === undefined) return undefined;
  const number = Math.floor(tag.value / 8);
  if (number < 1 || number > LAST_FIELD) return undefined;
  const content = parseVarint(bytes, tag.end);
  if (content === undefined) return undefined;
  const wireType = tag.value % 8;
  if (wireType === 0) return { number, sizeBytes: content.end };
  return wireType === 2 ? { number, sizeBytes: content.end + content.value } : undefined;
}

function parseVarint(bytes: Buffer, start: number): { value: number; end: number } | undefined {
  let value = 0;
  for (let index = start; index < Math.min(bytes.length, start + 10); index += 1) {
    const byte = bytes[index]!;
    value += (byte & 0x7f) * 2 ** (7 * (index - start));
    if (byte < 0x80) return { value, end: index + 1 };
  }
  return undefined;
}

import { stat } from 'node:fs/promises';
import path from 'node:path';
import { contentOf, onnxFields, parseOnnxGraph } from '../onnx/onnx-graph.ts';
import { type ProtobufField, readFields, readText } from '../onnx/protobuf.ts';
import { readOnnxOutline } from '../onnx/read-onnx-outline.ts';

/**
 * What is wrong with the files in which an ONNX file keeps its weights, by name (`model.onnx_data`, `weights.pb`, …):
 * one that is missing or too short. `undefined` where all are there, or where the file keeps its weights itself.
 */
export async function findExternalDataProblem(file: string): Promise<string | undefined> {
  for (const [location, sizeBytes] of listExternalFiles(await readOnnxOutline(file))) {
    const found = await stat(path.join(path.dirname(file), location)).catch(() => undefined);
    if (found === undefined) return `The file keeps its weights in ${location}, which is missing.`;
    if (found.size < sizeBytes) {
      return `The file keeps its weights in ${location}, which is cut off: ${found.size} bytes are there, at least ${sizeBytes} were written.`;
    }
  }
  return undefined;
}

/** Names of the files that tensors lie in, with the size that each must have. */
function listExternalFiles(model: Uint8Array): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const tensor of readFields(model, contentOf(parseOnnxGraph(model).field))) {
    if (tensor.number !== onnxFields.graphInitializer) continue;
    const place = readPlace(model, tensor);
    const location = place.get('location');
    if (location === undefined) continue;
    const end = Number(place.get('offset') ?? 0) + Number(place.get('length') ?? 0);
    sizes.set(location, Math.max(sizes.get(location) ?? 0, end));
  }
  return sizes;
}

/** A tensor's `external_data`: `location`, and mostly `offset` and `length`. */
function readPlace(model: Uint8Array, tensor: ProtobufField): ReadonlyMap<string, string> {
  const entries = readFields(model, contentOf(tensor)).filter(({ number }) => number === onnxFields.tensorExternalData);
  return new Map(
    entries.map((entry) => {
      const [key, value] = readFields(model, contentOf(entry)).map((field) => readText(model, field));
      return [key ?? '', value ?? ''];
    }),
  );
}

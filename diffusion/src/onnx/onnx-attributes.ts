import { contentOf, type OnnxNode, onnxFields } from './onnx-graph.ts';
import { type ByteRange, type ProtobufField, readFields, readIntegers, readText } from './protobuf.ts';

/** Field numbers of onnx.proto. */
const attributeTensor = 5;
const attributeGraph = 6;
const attributeIntegers = 8;
const attributeGraphs = 11;
const tensorFloats = 4;
const tensorIntegers = 7;
const tensorRawData = 9;

const FLOAT = 1;
const INT_64 = 7;

/** Integers of a node's attribute; one for a single integer, none where it lacks the attribute. */
export function readIntegerAttribute(model: Uint8Array, node: OnnxNode, name: string): readonly number[] {
  const attribute = findAttribute(model, node, name);
  if (attribute === undefined) return [];
  return readFields(model, contentOf(attribute))
    .filter(({ number }) => number === attributeIntegers || number === onnxFields.attributeInteger)
    .flatMap((field) => readIntegers(model, field));
}

/** The numbers of a `Constant` node, where they are float32 or int64 and lie in the file; `undefined` for others. */
export function readConstant(model: Uint8Array, node: OnnxNode): readonly number[] | undefined {
  const attribute = node.operator === 'Constant' ? findAttribute(model, node, 'value') : undefined;
  const tensor = attribute && findField(model, contentOf(attribute), attributeTensor);
  return tensor && readTensorNumbers(model, contentOf(tensor));
}

/** The numbers of a `TensorProto`, as `readConstant` gives them. */
export function readTensorNumbers(model: Uint8Array, tensor: ByteRange): readonly number[] | undefined {
  const fields = readFields(model, tensor);
  const typeField = fields.find(({ number }) => number === onnxFields.tensorType);
  const type = typeField && readIntegers(model, typeField)[0];
  const raw = fields.find(({ number }) => number === tensorRawData);
  if (raw !== undefined && (type === INT_64 || type === FLOAT)) {
    const bytes = copyBytes(model, raw);
    return type === INT_64
      ? Array.from(new BigInt64Array(bytes.buffer, 0, bytes.length >> 3), Number)
      : Array.from(new Float32Array(bytes.buffer, 0, bytes.length >> 2));
  }
  if (type === INT_64) {
    const parts = fields.filter(({ number }) => number === tensorIntegers);
    return parts.length === 0 ? undefined : parts.flatMap((field) => readIntegers(model, field));
  }
  if (type !== FLOAT) return undefined;
  const parts = fields.filter(({ number }) => number === tensorFloats);
  return parts.length === 0 ? undefined : parts.flatMap((field) => readFloatField(model, field));
}

/** Whether a node holds a graph of its own (`If`, `Loop`, `Scan`), which may use values of the graph around it. */
export function hasSubgraph(model: Uint8Array, node: OnnxNode): boolean {
  return readFields(model, contentOf(node.field))
    .filter(({ number }) => number === onnxFields.nodeAttribute)
    .some((attribute) =>
      readFields(model, contentOf(attribute)).some(
        ({ number }) => number === attributeGraph || number === attributeGraphs,
      ),
    );
}

function readFloatField(model: Uint8Array, field: ProtobufField): number[] {
  const bytes = copyBytes(model, field);
  return Array.from(new Float32Array(bytes.buffer, 0, bytes.length >> 2));
}

/** Copied, because elements need not be aligned in the file. */
function copyBytes(model: Uint8Array, { contentStart, end }: ProtobufField): Uint8Array {
  return new Uint8Array(model.subarray(contentStart, end));
}

function findAttribute(model: Uint8Array, node: OnnxNode, name: string): ProtobufField | undefined {
  return readFields(model, contentOf(node.field)).find((field) => {
    if (field.number !== onnxFields.nodeAttribute) return false;
    const label = findField(model, contentOf(field), onnxFields.attributeName);
    return label !== undefined && readText(model, label) === name;
  });
}

function findField(model: Uint8Array, message: ByteRange, number: number): ProtobufField | undefined {
  return readFields(model, message).find((field) => field.number === number);
}

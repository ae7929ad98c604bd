import { type ByteRange, type ProtobufField, readFields, readIntegers, readText } from './protobuf.ts';

/** A node of an ONNX graph; an empty name stands for an input that is left out. */
export interface OnnxNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** The attribute `to` of a `Cast`. */
  readonly castType: number | undefined;
  /** The field of the graph that holds it. */
  readonly field: ProtobufField;
}

/** What an ONNX graph says about a stored tensor. */
export interface OnnxInitializer {
  readonly dims: readonly number[];
  /** A number of `TensorProto.DataType`. */
  readonly elementType: number;
}

/** An ONNX model's graph, without its weights. */
export interface OnnxGraph {
  /** The field of the model that holds it. */
  readonly field: ProtobufField;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: ReadonlyMap<string, OnnxInitializer>;
  readonly inputNames: readonly string[];
}

/** Field numbers of onnx.proto. */
export const onnxFields = {
  modelGraph: 7,
  graphNode: 1,
  graphInitializer: 5,
  graphInput: 11,
  nodeInput: 1,
  nodeOutput: 2,
  nodeOperator: 4,
  nodeAttribute: 5,
  attributeName: 1,
  attributeInteger: 3,
  attributeType: 20,
  tensorDims: 1,
  tensorType: 2,
  tensorName: 8,
  tensorRawData: 9,
  tensorExternalData: 13,
  tensorDataLocation: 14,
  valueName: 1,
} as const;

/** Read the graph of an ONNX file's bytes. Throws an `Error` where they aren't an ONNX model. */
export function parseOnnxGraph(model: Uint8Array): OnnxGraph {
  const graphs = readFields(model, { start: 0, end: model.length }).filter(
    ({ number }) => number === onnxFields.modelGraph,
  );
  const field = graphs[0];
  if (field === undefined || graphs.length > 1) throw new Error('It is no ONNX model. Download or export it again.');
  const nodes: OnnxNode[] = [];
  const initializers = new Map<string, OnnxInitializer>();
  const inputNames: string[] = [];
  for (const part of readFields(model, contentOf(field))) {
    if (part.number === onnxFields.graphNode) nodes.push(parseNode(model, part));
    if (part.number === onnxFields.graphInput) inputNames.push(findText(model, part, onnxFields.valueName));
    if (part.number === onnxFields.graphInitializer) {
      const { name, ...initializer } = parseInitializer(model, part);
      initializers.set(name, initializer);
    }
  }
  return { field, nodes, initializers, inputNames };
}

/** Where the content of a field lies. */
export function contentOf({ contentStart, end }: ProtobufField): ByteRange {
  return { start: contentStart, end };
}

function parseNode(model: Uint8Array, field: ProtobufField): OnnxNode {
  const inputs: string[] = [];
  const outputs: string[] = [];
  let operator = '';
  let castType: number | undefined;
  for (const part of readFields(model, contentOf(field))) {
    if (part.number === onnxFields.nodeInput) inputs.push(readText(model, part));
    if (part.number === onnxFields.nodeOutput) outputs.push(readText(model, part));
    if (part.number === onnxFields.nodeOperator) operator = readText(model, part);
    if (part.number === onnxFields.nodeAttribute && findText(model, part, onnxFields.attributeName) === 'to') {
      castType = findInteger(model, part, onnxFields.attributeInteger);
    }
  }
  return { operator, inputs, outputs, castType, field };
}

function parseInitializer(model: Uint8Array, field: ProtobufField): OnnxInitializer & { readonly name: string } {
  const dims: number[] = [];
  let elementType = 0;
  let name = '';
  for (const part of readFields(model, contentOf(field))) {
    if (part.number === onnxFields.tensorDims) dims.push(...readIntegers(model, part));
    if (part.number === onnxFields.tensorType) elementType = readIntegers(model, part)[0]!;
    if (part.number === onnxFields.tensorName) name = readText(model, part);
  }
  return { name, dims, elementType };
}

function findText(model: Uint8Array, message: ProtobufField, number: number): string {
  const field = readFields(model, contentOf(message)).find((part) => part.number === number);
  return field === undefined ? '' : readText(model, field);
}

function findInteger(model: Uint8Array, message: ProtobufField, number: number): number | undefined {
  const field = readFields(model, contentOf(message)).find((part) => part.number === number);
  return field && readIntegers(model, field)[0];
}

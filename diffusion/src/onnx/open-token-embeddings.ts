import { type OnnxGraph, type OnnxNode, onnxFields, parseOnnxGraph } from './onnx-graph.ts';
import { frameMessage, readFields, writeInteger, writeMessage, writeText } from './protobuf.ts';

/** The input that `openTokenEmbeddings` adds for vectors, [batch, tokens, width]. */
export const TOKEN_VECTORS = 'token_vectors';
/** The input that says which tokens they stand for, [batch, tokens, 1]: 1, and 0 for the others. */
export const TOKEN_VECTORS_MASK = 'token_vectors_mask';

/** The token embedding of a text encoder. */
interface TokenEmbedding {
  /** The node that gives a vector for each token. */
  readonly node: OnnxNode;
  readonly width: number;
  readonly elementType: number;
}

const FLOAT = 1;
const INT_32 = 6;
const BOOL = 9;
const FLOAT_16 = 10;
/** What `AttributeProto.type` says of an integer. */
const INTEGER_ATTRIBUTE = 2;
const INPUT_IDS = 'input_ids';
/** Operators that give the token ids on unchanged, in another type or shape. */
const ID_OPERATORS: readonly string[] = ['Cast', 'Identity', 'Reshape', 'Squeeze', 'Unsqueeze', 'Flatten'];
/** Operators that give a stored table on, in another type. */
const TABLE_OPERATORS: readonly string[] = ['Cast', 'Identity', 'DequantizeLinear'];

/**
 * A text encoder that takes vectors in place of rows of its embedding table: the ONNX file's bytes with two more inputs,
 * `TOKEN_VECTORS` and `TOKEN_VECTORS_MASK`, and a `Where` between them right after the look-up in the table.
 *
 * The table itself, and all other weights, stay as they are, in the file or beside it; the table may be float32, float16,
 * or quantised to 8 bits, as long as the look-up gives floats in the end. Where the mask is 0, the network computes
 * exactly what it did before.
 *
 * Throws an `Error` that says why a network can't be opened like this.
 */
export function openTokenEmbeddings(model: Uint8Array): Uint8Array {
  const graph = parseOnnxGraph(model);
  const { node, width, elementType } = findTokenEmbedding(graph);
  const output = node.outputs[0]!;
  const inner = findFreeName(`${output}_of_vocabulary`, graph);
  const isGiven = findFreeName(`${output}_is_given`, graph);
  const shape = ['batch_size', 'sequence_length'];
  const nodes = [
    renameOutput(model, node, inner),
    writeNode('Cast', [TOKEN_VECTORS_MASK], isGiven, [writeIntegerAttribute('to', BOOL)]),
    writeNode('Where', [isGiven, TOKEN_VECTORS, inner], output),
  ];
  const inputs = [
    writeInput(TOKEN_VECTORS, elementType, [...shape, width]),
    writeInput(TOKEN_VECTORS_MASK, INT_32, [...shape, 1]),
  ];
  const changed = frameMessage(graph.field.number, [
    model.subarray(graph.field.contentStart, node.field.start),
    ...nodes,
    model.subarray(node.field.end, graph.field.end),
    ...inputs,
  ]);
  return Buffer.concat([model.subarray(0, graph.field.start), ...changed, model.subarray(graph.field.end)]);
}

function findTokenEmbedding(graph: OnnxGraph): TokenEmbedding {
  if (graph.inputNames.includes(TOKEN_VECTORS)) throw new Error(`It has an input "${TOKEN_VECTORS}" already.`);
  const producers = new Map(graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  for (const node of graph.nodes) {
    const [data, indices] = node.inputs;
    if (node.operator !== 'Gather' || data === undefined || indices === undefined) continue;
    if (followUp(indices, ID_OPERATORS, producers).name !== INPUT_IDS) continue;
    const table = followUp(data, TABLE_OPERATORS, producers);
    const [, width, more] = graph.initializers.get(table.name)?.dims ?? [];
    if (width === undefined || more !== undefined) continue;
    return findFloats(graph, node, findElementType(graph, table), width);
  }
  throw new Error('It looks up no table of vectors by its input_ids. Export it with Optimum.');
}

/** The look-up itself, or where its numbers are quantised, what makes floats of them. */
function findFloats(graph: OnnxGraph, node: OnnxNode, elementType: number | undefined, width: number): TokenEmbedding {
  if (elementType === FLOAT || elementType === FLOAT_16) return { node, width, elementType };
  const users = graph.nodes.filter(({ inputs }) => inputs.includes(node.outputs[0]!));
  const user = users[0];
  const scaleType = user && graph.initializers.get(user.inputs[1] ?? '')?.elementType;
  if (users.length === 1 && user?.operator === 'DequantizeLinear' && (scaleType === FLOAT || scaleType === FLOAT_16)) {
    return { node: user, width, elementType: scaleType };
  }
  throw new Error(
    `Its table of token vectors has elements of ONNX type ${elementType}; float32, float16 and 8-bit tables with a scale are supported. Export it as one of these.`,
  );
}

interface Followed {
  readonly name: string;
  /** The operators on the way, the lowest first. */
  readonly nodes: readonly OnnxNode[];
}

/** Follow a value up through operators that give their first input on. */
function followUp(
  name: string,
  operators: readonly string[],
  producers: ReadonlyMap<string, OnnxNode>,
  nodes: readonly OnnxNode[] = [],
): Followed {
  const producer = producers.get(name);
  const above = producer?.inputs[0];
  if (producer === undefined || above === undefined || !operators.includes(producer.operator)) return { name, nodes };
  return followUp(above, operators, producers, [...nodes, producer]);
}

function findElementType(graph: OnnxGraph, { name, nodes }: Followed): number | undefined {
  const changing = nodes.find(({ operator }) => operator !== 'Identity');
  if (changing === undefined) return graph.initializers.get(name)?.elementType;
  return changing.operator === 'Cast' ? changing.castType : graph.initializers.get(changing.inputs[1]!)?.elementType;
}

function findFreeName(wanted: string, graph: OnnxGraph): string {
  const isTaken = graph.nodes.some(({ outputs }) => outputs.includes(wanted)) || graph.initializers.has(wanted);
  return isTaken ? findFreeName(`${wanted}_`, graph) : wanted;
}

function renameOutput(model: Uint8Array, { field }: OnnxNode, name: string): Uint8Array {
  const parts = readFields(model, { start: field.contentStart, end: field.end }).map((part) =>
    part.number === onnxFields.nodeOutput
      ? writeText(onnxFields.nodeOutput, name)
      : model.subarray(part.start, part.end),
  );
  return writeMessage(onnxFields.graphNode, parts);
}

function writeNode(
  operator: string,
  inputs: readonly string[],
  output: string,
  attributes: readonly Uint8Array[] = [],
): Uint8Array {
  const names = inputs.map((input) => writeText(onnxFields.nodeInput, input));
  return writeMessage(onnxFields.graphNode, [
    ...names,
    writeText(onnxFields.nodeOutput, output),
    writeText(onnxFields.nodeOperator, operator),
    ...attributes,
  ]);
}

function writeIntegerAttribute(name: string, value: number): Uint8Array {
  const type = writeInteger(onnxFields.attributeType, INTEGER_ATTRIBUTE);
  return writeMessage(onnxFields.nodeAttribute, [
    writeText(onnxFields.attributeName, name),
    writeInteger(onnxFields.attributeInteger, value),
    type,
  ]);
}

/** A `ValueInfoProto`: numbers are fixed sizes, names are free ones. */
function writeInput(name: string, elementType: number, shape: readonly (number | string)[]): Uint8Array {
  const dims = shape.map((size) =>
    writeMessage(1, [typeof size === 'number' ? writeInteger(1, size) : writeText(2, size)]),
  );
  const tensor = writeMessage(1, [writeInteger(1, elementType), writeMessage(2, dims)]);
  return writeMessage(onnxFields.graphInput, [writeText(1, name), writeMessage(2, [tensor])]);
}

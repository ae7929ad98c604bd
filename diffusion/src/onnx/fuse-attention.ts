import { findAttentions } from './find-attentions.ts';
import { hasSubgraph } from './onnx-attributes.ts';
import { contentOf, type OnnxNode, onnxFields, parseOnnxGraph } from './onnx-graph.ts';
import {
  frameMessage,
  type ProtobufField,
  readFields,
  readText,
  writeInteger,
  writeMessage,
  writeText,
} from './protobuf.ts';

/** Where ONNX Runtime's own operators are. */
const DOMAIN = 'com.microsoft';
/** Field numbers of onnx.proto, beside those of `onnxFields`. */
const graphOutput = 12;
const nodeDomain = 7;
const modelOperatorSet = 8;
const operatorSetDomain = 1;
const operatorSetVersion = 2;
const INTEGER_ATTRIBUTE = 2;

/**
 * An ONNX model whose attention is one operator each, ONNX Runtime's `MultiHeadAttention`, in place of the dozen that
 * exporters write: softmax(q kᵀ / √d) v without ever holding the whole matrix of weights. That takes much less memory
 * at large sizes, and less time; results differ by rounding only.
 *
 * Found are attentions as torch exports `scaled_dot_product_attention` without a mask and with its usual scale; all else
 * stays as it is. Returns `undefined` where there is none. Weights may lie beside the file.
 *
 * Source: T. Dao et al., "FlashAttention", arXiv 2205.14135, which ONNX Runtime follows on processors too.
 */
export function fuseAttention(model: Uint8Array): Uint8Array | undefined {
  const graph = parseOnnxGraph(model);
  const attentions = findAttentions(model, graph);
  // What a nested graph uses of this one can't be seen here, so that nothing may be taken away.
  if (attentions.length === 0 || graph.nodes.some((node) => hasSubgraph(model, node))) return undefined;
  const fused = new Map(attentions.map((attention) => [attention.lastNode, attention] as const));
  const inputsOf = (node: OnnxNode) => fused.get(node)?.inputs ?? node.inputs;
  const needed = findNeededNodes(graph.nodes, listOutputs(model, contentOf(graph.field)), inputsOf);
  const nodeAt = new Map(graph.nodes.map((node) => [node.field.start, node] as const));
  const parts = readFields(model, contentOf(graph.field)).flatMap((field) => {
    const node = nodeAt.get(field.start);
    const attention = node && fused.get(node);
    if (attention !== undefined) return [writeAttention(attention)];
    return node === undefined || needed.has(node) ? [model.subarray(field.start, field.end)] : [];
  });
  const changed = frameMessage(graph.field.number, parts);
  const domain = hasDomain(model) ? [] : [writeOperatorSet()];
  return Buffer.concat([model.subarray(0, graph.field.start), ...changed, model.subarray(graph.field.end), ...domain]);
}

interface FusedNode {
  readonly inputs: readonly string[];
  readonly output: string;
  readonly heads: number;
}

function writeAttention({ inputs, output, heads }: FusedNode): Uint8Array {
  return writeMessage(onnxFields.graphNode, [
    ...inputs.map((name) => writeText(onnxFields.nodeInput, name)),
    writeText(onnxFields.nodeOutput, output),
    writeText(onnxFields.nodeOperator, 'MultiHeadAttention'),
    writeMessage(onnxFields.nodeAttribute, [
      writeText(onnxFields.attributeName, 'num_heads'),
      writeInteger(onnxFields.attributeInteger, heads),
      writeInteger(onnxFields.attributeType, INTEGER_ATTRIBUTE),
    ]),
    writeText(nodeDomain, DOMAIN),
  ]);
}

/** The nodes that the graph's outputs are computed from. */
function findNeededNodes(
  nodes: readonly OnnxNode[],
  outputs: readonly string[],
  inputsOf: (node: OnnxNode) => readonly string[],
): ReadonlySet<OnnxNode> {
  const values = new Set(outputs);
  const needed = new Set<OnnxNode>();
  // Nodes come in the order of computation, so that one pass from the last to the first sees every use.
  for (const node of nodes.toReversed()) {
    if (!node.outputs.some((output) => values.has(output))) continue;
    needed.add(node);
    for (const input of inputsOf(node)) values.add(input);
  }
  return needed;
}

function listOutputs(model: Uint8Array, graph: { start: number; end: number }): readonly string[] {
  return readFields(model, graph)
    .filter(({ number }) => number === graphOutput)
    .map((field) => readFirstText(model, field, onnxFields.valueName));
}

function hasDomain(model: Uint8Array): boolean {
  return readFields(model, { start: 0, end: model.length })
    .filter(({ number }) => number === modelOperatorSet)
    .some((field) => readFirstText(model, field, operatorSetDomain) === DOMAIN);
}

function writeOperatorSet(): Uint8Array {
  return writeMessage(modelOperatorSet, [writeText(operatorSetDomain, DOMAIN), writeInteger(operatorSetVersion, 1)]);
}

function readFirstText(model: Uint8Array, message: ProtobufField, number: number): string {
  const field = readFields(model, contentOf(message)).find((part) => part.number === number);
  return field === undefined ? '' : readText(model, field);
}

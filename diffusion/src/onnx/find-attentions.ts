import { readConstant, readIntegerAttribute, readTensorNumbers } from './onnx-attributes.ts';
import { contentOf, type OnnxGraph, type OnnxNode, onnxFields } from './onnx-graph.ts';
import { readFields, readText } from './protobuf.ts';

/** An attention in a graph: q, k and v as [batch, tokens, heads × width], and the node that gives the same of results. */
export interface FoundAttention {
  readonly inputs: readonly [query: string, key: string, value: string];
  readonly output: string;
  readonly heads: number;
  readonly lastNode: OnnxNode;
}

const HEADS_FIRST = '0,2,1,3';
const HEADS_FIRST_TRANSPOSED = '0,2,3,1';
/** An initializer that is larger isn't a shape or a factor. */
const LARGEST_SMALL_TENSOR_BYTES = 512;

/** A graph with ways to look around in it. */
interface GraphView {
  readonly model: Uint8Array;
  readonly producers: ReadonlyMap<string, OnnxNode>;
  readonly consumers: ReadonlyMap<string, readonly OnnxNode[]>;
  readonly initializers: ReadonlyMap<string, readonly number[]>;
}

/** The attentions of a graph without masks and with the usual scale 1/√width, as torch exports them. */
export function findAttentions(model: Uint8Array, graph: OnnxGraph): readonly FoundAttention[] {
  const view = createView(model, graph);
  return graph.nodes
    .filter(({ operator }) => operator === 'Softmax')
    .map((softmax) => matchAttention(view, softmax))
    .filter((found) => found !== undefined);
}

function matchAttention(view: GraphView, softmax: OnnxNode): FoundAttention | undefined {
  const [axis = -1] = readIntegerAttribute(view.model, softmax, 'axis');
  const [scores] = findChain(view, softmax.inputs[0], ['MatMul']) ?? [];
  const product = findOnlyConsumer(view, softmax, 'MatMul');
  if ((axis !== -1 && axis !== 3) || product?.inputs[0] !== softmax.outputs[0]) return undefined;
  const query = matchHeads(view, scores?.inputs[0], HEADS_FIRST, 'scaled');
  const key = matchHeads(view, scores?.inputs[1], HEADS_FIRST_TRANSPOSED, 'scaled');
  const value = matchHeads(view, product?.inputs[1], HEADS_FIRST, 'as it is');
  const lastNode = findMerge(view, product);
  if (lastNode === undefined || query === undefined || key === undefined || value === undefined) return undefined;
  const { heads, split } = query;
  if (heads !== key.heads || heads !== value.heads) return undefined;
  if (!hasUsualScale(view, query.factor, split) || !hasUsualScale(view, key.factor, split)) return undefined;
  const inputs = [query.source, key.source, value.source] as const;
  return { inputs, output: lastNode.outputs[0]!, heads, lastNode };
}

/** The node that puts the heads of a result side by side again. */
function findMerge(view: GraphView, product: OnnxNode | undefined): OnnxNode | undefined {
  const transpose = findOnlyConsumer(view, product, 'Transpose');
  return transpose && hasOrder(view, transpose, HEADS_FIRST) ? findOnlyConsumer(view, transpose, 'Reshape') : undefined;
}

/** What a tensor split into heads was made of. */
interface SplitHeads {
  readonly source: string;
  readonly heads: number;
  /** The value of [batch, heads, tokens, width] or as its order says. */
  readonly split: string;
  /** What it is multiplied by, where it is scaled. */
  readonly factor: string | undefined;
}

function matchHeads(
  view: GraphView,
  name: string | undefined,
  order: string,
  kind: 'scaled' | 'as it is',
): SplitHeads | undefined {
  const scaled = kind === 'scaled' ? findChain(view, name, ['Mul'])?.[0] : undefined;
  if (kind === 'scaled' && scaled === undefined) return undefined;
  const split = scaled?.inputs[0] ?? name;
  const [transpose, reshape] = findChain(view, split, ['Transpose', 'Reshape']) ?? [];
  if (split === undefined || transpose === undefined || reshape === undefined) return undefined;
  const heads = readHeads(view, reshape.inputs[1]);
  const [source] = reshape.inputs;
  if (heads === undefined || source === undefined || !hasOrder(view, transpose, order)) return undefined;
  return { source, heads, split, factor: scaled?.inputs[1] };
}

/** The third size of a shape of four: a number in it, whether the others are known or not. */
function readHeads(view: GraphView, shape: string | undefined): number | undefined {
  const known = readNumbers(view, shape);
  if (known !== undefined) return known.length === 4 && known[2]! > 0 ? known[2] : undefined;
  const [concat] = findChain(view, shape, ['Concat']) ?? [];
  const sizes = concat?.inputs.length === 4 ? readNumbers(view, concat.inputs[2]) : undefined;
  return sizes?.length === 1 && sizes[0]! > 0 ? sizes[0] : undefined;
}

/** Whether a factor is √(1 / √width), by which torch scales both sides; the width is the last size of `split`. */
function hasUsualScale(view: GraphView, factor: string | undefined, split: string): boolean {
  const [root] = findChain(view, factor, ['Sqrt']) ?? [];
  const [quotient] = findChain(view, skipCasts(view, root?.inputs[0]), ['Div']) ?? [];
  const [innerRoot] = findChain(view, quotient?.inputs[1], ['Sqrt']) ?? [];
  const [slice, shape] = findChain(view, skipCasts(view, innerRoot?.inputs[0]), ['Slice', 'Shape']) ?? [];
  const isOne = readNumbers(view, quotient?.inputs[0])?.join() === '1';
  return isOne && readNumbers(view, slice?.inputs[1])?.join() === '-1' && shape?.inputs[0] === split;
}

function skipCasts(view: GraphView, name: string | undefined): string | undefined {
  const [cast] = findChain(view, name, ['Cast']) ?? [];
  return cast === undefined ? name : skipCasts(view, cast.inputs[0]);
}

function readNumbers(view: GraphView, name: string | undefined): readonly number[] | undefined {
  if (name === undefined) return undefined;
  const producer = view.producers.get(name);
  return producer === undefined ? view.initializers.get(name) : readConstant(view.model, producer);
}

/** The nodes that give a value, going up first inputs, if their operators are these. */
function findChain(
  view: GraphView,
  name: string | undefined,
  operators: readonly string[],
): readonly OnnxNode[] | undefined {
  const chain: OnnxNode[] = [];
  let current = name;
  for (const operator of operators) {
    const node = current === undefined ? undefined : view.producers.get(current);
    if (node?.operator !== operator) return undefined;
    chain.push(node);
    current = node.inputs[0];
  }
  return chain;
}

function findOnlyConsumer(view: GraphView, node: OnnxNode | undefined, operator: string): OnnxNode | undefined {
  const consumers = view.consumers.get(node?.outputs[0] ?? '') ?? [];
  return consumers.length === 1 && consumers[0]?.operator === operator ? consumers[0] : undefined;
}

function hasOrder({ model }: GraphView, transpose: OnnxNode, order: string): boolean {
  return readIntegerAttribute(model, transpose, 'perm').join() === order;
}

function createView(model: Uint8Array, graph: OnnxGraph): GraphView {
  const consumers = new Map<string, OnnxNode[]>();
  for (const node of graph.nodes) {
    for (const input of node.inputs) {
      const others = consumers.get(input);
      if (others === undefined) consumers.set(input, [node]);
      else others.push(node);
    }
  }
  const producers = new Map(graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  return { model, producers, consumers, initializers: readSmallInitializers(model, graph) };
}

function readSmallInitializers(model: Uint8Array, graph: OnnxGraph): ReadonlyMap<string, readonly number[]> {
  const small = new Map<string, readonly number[]>();
  for (const field of readFields(model, contentOf(graph.field))) {
    if (field.number !== onnxFields.graphInitializer || field.end - field.start > LARGEST_SMALL_TENSOR_BYTES) continue;
    const label = readFields(model, contentOf(field)).find(({ number }) => number === onnxFields.tensorName);
    const numbers = readTensorNumbers(model, contentOf(field));
    if (label !== undefined && numbers !== undefined) small.set(readText(model, label), numbers);
  }
  return small;
}

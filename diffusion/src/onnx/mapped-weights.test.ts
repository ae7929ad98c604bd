import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadNetwork, type Network } from './network.ts';
import { onnxFields } from './onnx-graph.ts';
import { writeInteger, writeMessage, writeText } from './protobuf.ts';

const FLOAT = 1;
const INT64 = 7;
const ROW = 2199;
/** 66 MiB of weights: files above 64 MiB are mapped into memory. */
const [ROWS, COLUMNS] = [2200, 7900];

const scratch = await mkdtemp(path.join(tmpdir(), 'starweave-mapped-'));
const file = path.join(scratch, 'model.onnx');
const weights = Float32Array.from({ length: ROWS * COLUMNS }, (_, index) => ((index * 7) % 251) / 128 - 0.98);
const sample = Float32Array.from({ length: ROWS }, (_, index) => ((index * 3) % 17) / 16 - 0.5);

/** An ONNX model of a product and a look-up: out_sample = sample · weights, and the row of the weights with a number. */
function createModel(): Uint8Array {
  const initializer = writeMessage(onnxFields.graphInitializer, [
    writeInteger(onnxFields.tensorDims, ROWS),
    writeInteger(onnxFields.tensorDims, COLUMNS),
    writeInteger(onnxFields.tensorType, FLOAT),
    writeText(onnxFields.tensorName, 'weights'),
    writeMessage(onnxFields.tensorRawData, [new Uint8Array(weights.buffer)]),
  ]);
  const node = writeMessage(onnxFields.graphNode, [
    writeText(onnxFields.nodeInput, 'sample'),
    writeText(onnxFields.nodeInput, 'weights'),
    writeText(onnxFields.nodeOutput, 'out_sample'),
    writeText(onnxFields.nodeOperator, 'MatMul'),
  ]);
  // A look-up reads the weights where they are; products alone take a packed copy.
  const lookUp = writeMessage(onnxFields.graphNode, [
    writeText(onnxFields.nodeInput, 'weights'),
    writeText(onnxFields.nodeInput, 'number'),
    writeText(onnxFields.nodeOutput, 'row'),
    writeText(onnxFields.nodeOperator, 'Gather'),
  ]);
  const graph = [
    node,
    lookUp,
    writeText(2, 'product'),
    initializer,
    describeValue(onnxFields.graphInput, 'sample', { type: FLOAT, dims: [1, ROWS] }),
    describeValue(onnxFields.graphInput, 'number', { type: INT64, dims: [1] }),
    describeValue(12, 'out_sample', { type: FLOAT, dims: [1, COLUMNS] }),
    describeValue(12, 'row', { type: FLOAT, dims: [1, COLUMNS] }),
  ];
  const operatorSet = writeMessage(8, [writeText(1, ''), writeInteger(2, 17)]);
  return Buffer.concat([writeInteger(1, 8), operatorSet, writeMessage(onnxFields.modelGraph, graph)]);
}

/** A `ValueInfoProto`. */
function describeValue(
  field: number,
  name: string,
  { type, dims }: { readonly type: number; readonly dims: readonly number[] },
): Uint8Array {
  const shape = dims.map((size) => writeMessage(1, [writeInteger(1, size)]));
  const tensor = writeMessage(1, [writeInteger(1, type), writeMessage(2, shape)]);
  return writeMessage(field, [writeText(1, name), writeMessage(2, [tensor])]);
}

const load = (model?: Uint8Array): Promise<Network> =>
  loadNetwork({ component: 'unet', file, model, executionProvider: 'cpu', threads: 1, clock: () => 0 });

async function run(network: Network): Promise<{ product: Float32Array; row: Float32Array }> {
  const feeds = { sample: { data: sample, dims: [1, ROWS] }, number: { data: [ROW], dims: [1] } };
  const { outputs } = await network.run(feeds, ['out_sample', 'row']);
  return { product: outputs.out_sample!.data.slice(), row: outputs.row!.data.slice() };
}

beforeAll(() => writeFile(file, createModel()));
afterAll(() => rm(scratch, { recursive: true }));

describe('a network of more than 64 MiB', () => {
  it('computes what it computes with its weights in memory', async () => {
    expect((await stat(file)).size).toBeGreaterThan(64 * 2 ** 20);
    const mapped = await load();
    const output = await run(mapped);
    await mapped.release();
    const inMemory = await load(await readFile(file));
    expect(await run(inMemory)).toEqual(output);
    await inMemory.release();
    for (const column of [0, 1, 4097, COLUMNS - 1]) {
      const sum = sample.reduce((total, value, row) => total + value * weights[row * COLUMNS + column]!, 0);
      expect(output.product[column]).toBeCloseTo(sum, 3);
    }
    expect(output.row).toEqual(weights.subarray(ROW * COLUMNS, (ROW + 1) * COLUMNS));
  });

  it.runIf(process.platform === 'linux')('has its file mapped as long as it is loaded', async () => {
    const isMapped = async () => (await readFile('/proc/self/maps', 'utf8')).includes(file);
    expect(await isMapped()).toBe(false);
    const network = await load();
    expect(await isMapped()).toBe(true);
    await network.release();
    expect(await isMapped()).toBe(false);
  });
});

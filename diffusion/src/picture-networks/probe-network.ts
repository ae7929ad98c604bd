import type { Network } from '../onnx/network.ts';
import { describeError } from '../onnx/network.ts';
import type { FloatTensor } from '../onnx/tensor.ts';
import type { DeclaredFacts } from './network-layout.ts';
import type { PictureNetworkFacts } from './picture-network-facts.ts';

/** Edges to try networks of any size with, from the cheapest. */
const trialEdges = [16, 32, 64, 128, 256];

/** What a network gave for a picture of this size. */
interface Trial {
  readonly width: number;
  readonly height: number;
  readonly output: FloatTensor;
}

/** Find a network's scale and the multiple that its sizes must be, by running it on grey; throws an `Error` with the reason. */
export async function probeNetwork(network: Network, declared: DeclaredFacts): Promise<PictureNetworkFacts> {
  const { fixedSize } = declared;
  if (fixedSize !== undefined) {
    const scale = readScale(await tryNetwork(network, declared, fixedSize.width, fixedSize.height), declared);
    return { ...declared, scale, sizeMultiple: 1, smallestEdge: 1 };
  }
  let problem: unknown;
  for (const edge of trialEdges) {
    try {
      const scale = readScale(await tryNetwork(network, declared, edge, edge), declared);
      const follows = createProbe(network, declared, scale);
      const sizeMultiple = await findFirst(edge, (multiple) => follows(edge + multiple));
      const smallestEdge = await findFirst(edge, async (small) => small % sizeMultiple === 0 && (await follows(small)));
      return { ...declared, scale, sizeMultiple, smallestEdge };
    } catch (error) {
      problem = error;
      if (error instanceof OutputError) break;
    }
  }
  throw problem;
}

/** The network ran, but what it gave is no picture. */
class OutputError extends Error {}

async function tryNetwork(network: Network, declared: DeclaredFacts, width: number, height: number): Promise<Trial> {
  const { layout, batched, inputName } = declared;
  const picture = layout === 'channels-first' ? [3, height, width] : [height, width, 3];
  const data = new Float32Array(width * height * 3).fill(0.5);
  const { output } = await network.run({ [inputName]: { data, dims: batched ? [1, ...picture] : picture } }, []);
  return { width, height, output };
}

function readScale({ width, height, output }: Trial, { layout }: DeclaredFacts): number {
  const { dims } = output;
  const [a, b, c] = dims.slice(-3) as [number, number, number];
  const [channels, outputHeight, outputWidth] = layout === 'channels-first' ? [a, b, c] : [c, a, b];
  const scale = outputWidth / width;
  const isPicture = (dims.length === 4 && dims[0] === 1) || dims.length === 3;
  if (isPicture && channels === 3 && Number.isInteger(scale) && scale >= 1 && outputHeight === height * scale) {
    return scale;
  }
  throw new OutputError(
    `for a picture of ${width} × ${height} it gave ${dims.join(' × ')} numbers, which is no picture of that size or a multiple`,
  );
}

/** Whether the network makes exactly `scale` times as much of a square of this edge. */
function createProbe(network: Network, declared: DeclaredFacts, scale: number): (edge: number) => Promise<boolean> {
  return async (edge) => {
    try {
      return readScale(await tryNetwork(network, declared, edge, edge), declared) === scale;
    } catch {
      return false;
    }
  };
}

/** The first power of two below `edge` that passes, or else `edge`, which is known to. */
async function findFirst(edge: number, passes: (value: number) => Promise<boolean>): Promise<number> {
  for (let value = 1; value < edge; value *= 2) {
    if (await passes(value)) return value;
  }
  return edge;
}

/** The reason in an error of `probeNetwork`. */
export function describeProbeError(error: unknown): string {
  return error instanceof OutputError ? error.message : `it failed on a small picture (${describeError(error)})`;
}

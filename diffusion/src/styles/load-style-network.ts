import { LoadedPictureNetwork, type PictureNetworkRun } from '../picture-networks/loaded-picture-network.ts';
import { type OpenNetworkOptions, openPictureNetwork } from '../picture-networks/open-picture-network.ts';
import {
  type PictureNetworkFacts,
  type PixelConvention,
  resolvePixelConvention,
} from '../picture-networks/picture-network-facts.ts';
import type { RgbImage, SkippedExecutionProvider } from '../pipelines/text-to-image-types.ts';
import { requireStrength } from './transfer-colours.ts';

/** How to open a style network. */
export interface LoadStyleNetworkOptions extends OpenNetworkOptions, Partial<PixelConvention> {}

/** How to run a style network over a picture. */
export interface StylizeOptions extends PictureNetworkRun {
  /** 0 (the picture as it is) to 1 (as the network paints it; the default): how much of the latter is mixed in. */
  readonly strength?: number;
}

/** A network in memory that paints pictures in the one style that it was trained on. Calls run one after the other. */
export interface StyleNetwork {
  readonly facts: PictureNetworkFacts;
  readonly executionProvider: string;
  readonly skippedExecutionProviders: readonly SkippedExecutionProvider[];
  /**
   * A picture in the network's style, in its own size. It is painted in one piece where the memory allows and the network
   * takes any size, else in tiles; networks that normalise over the whole picture, as Johnson's do, paint each tile by its
   * own brightness then, so that tiles fade into each other visibly.
   *
   * @throws InvalidSettingsError for a picture or options that can't be followed, before anything runs
   * @throws ModelRunError when the network fails
   */
  stylize(image: RgbImage, options?: StylizeOptions): Promise<RgbImage>;
  /** Give back the memory; waits for the call that is running. Later calls are refused. */
  dispose(): Promise<void>;
}

/** Working memory per pixel: what ONNX Runtime takes for the 32 features of Johnson's networks, rounded up. */
const BYTES_PER_PIXEL = 2048;

/**
 * Open a feed-forward style network: an ONNX file that takes a picture and gives it painted, in the same size, such as
 * those of Johnson et al. ("Perceptual Losses for Real-Time Style Transfer", 2016) in the ONNX model zoo.
 *
 * Name, element type, rank, order of the dimensions and fixed sizes are read from the file, and the multiple that sizes
 * must be is found by trying; pictures are filled up to it with their last column and row, and cut back. `valueRange` is
 * `bytes` by default (0 to 255), `channelOrder` `rgb`. What comes out beyond the range is cut off.
 *
 * @throws InvalidSettingsError for options that can't be followed
 * @throws UnsuitableNetworkError for files that aren't style networks, with what was found and what is expected
 * @throws ExecutionProviderError when none of the execution providers starts
 */
export async function loadStyleNetwork(
  fileOrFolder: string,
  options: LoadStyleNetworkOptions = {},
): Promise<StyleNetwork> {
  const convention = resolvePixelConvention(options, 'bytes');
  const opened = await openPictureNetwork(
    fileOrFolder,
    {
      name: 'a style network',
      expectation:
        "A style network takes one picture, [1, 3, height, width] as floats, and gives one of the same size. Choose such a file, for example one of Johnson's style networks exported to ONNX.",
      acceptsScale: (scale) => scale === 1,
    },
    options,
  );
  const loaded = new LoadedPictureNetwork({
    opened,
    convention,
    bytesPerPixel: BYTES_PER_PIXEL,
  });
  const { facts, executionProvider, skippedExecutionProviders } = opened;
  return {
    facts,
    executionProvider,
    skippedExecutionProviders,
    stylize: async (image, run = {}) => {
      const { strength = 1 } = run;
      requireStrength(strength);
      return mixPictures(image, await loaded.run(image, run), strength);
    },
    dispose: () => loaded.dispose(),
  };
}

function mixPictures(own: RgbImage, painted: RgbImage, strength: number): RgbImage {
  if (strength === 1) return painted;
  const rgb = Uint8ClampedArray.from(painted.rgb, (value, at) => own.rgb[at]! + strength * (value - own.rgb[at]!));
  return { ...painted, rgb: new Uint8Array(rgb.buffer) };
}

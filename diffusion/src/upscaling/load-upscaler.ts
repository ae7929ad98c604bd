import { LoadedPictureNetwork, type PictureNetworkRun } from '../picture-networks/loaded-picture-network.ts';
import { type OpenNetworkOptions, openPictureNetwork } from '../picture-networks/open-picture-network.ts';
import {
  type PictureNetworkFacts,
  type PixelConvention,
  resolvePixelConvention,
} from '../picture-networks/picture-network-facts.ts';
import type { RgbImage, SkippedExecutionProvider } from '../pipelines/text-to-image-types.ts';

/** How to open an upscaler. */
export interface LoadUpscalerOptions extends OpenNetworkOptions, Partial<PixelConvention> {}

/** An upscaling network in memory. Calls run one after the other. */
export interface Upscaler {
  readonly facts: PictureNetworkFacts;
  /** How many times as large its pictures are, such as 4. */
  readonly scale: number;
  readonly executionProvider: string;
  readonly skippedExecutionProviders: readonly SkippedExecutionProvider[];
  /**
   * Enlarge a picture of any size, tile by tile; the same picture and options give the same bytes on one machine.
   *
   * @throws InvalidSettingsError for a picture or options that can't be followed, before anything runs
   * @throws ModelRunError when the network fails
   */
  upscale(image: RgbImage, options?: PictureNetworkRun): Promise<RgbImage>;
  /** Give back the memory; waits for the call that is running. Later calls are refused. */
  dispose(): Promise<void>;
}

/** Working memory per input pixel and per output pixel: what ONNX Runtime takes for the 64 features of ESRGAN, rounded up. */
const BYTES_PER_INPUT_PIXEL = 4096;
const BYTES_PER_OUTPUT_PIXEL = 1024;

/**
 * Open an ESRGAN-type upscaler: an ONNX network that takes a picture and gives it larger by a whole factor.
 *
 * Name, element type (float32, float16), rank, order of the dimensions and fixed sizes are read from the file; the scale,
 * and the multiple that sizes must be, are found by running it on small grey pictures. What no file says are options:
 * `valueRange` (default `unit`: 0 to 1) and `channelOrder` (default `rgb`). A folder must hold one ONNX file.
 *
 * @throws InvalidSettingsError for options that can't be followed
 * @throws UnsuitableNetworkError for files that aren't upscalers, with what was found and what is expected
 * @throws ExecutionProviderError when none of the execution providers starts
 */
export async function loadUpscaler(fileOrFolder: string, options: LoadUpscalerOptions = {}): Promise<Upscaler> {
  const convention = resolvePixelConvention(options, 'unit');
  const opened = await openPictureNetwork(
    fileOrFolder,
    {
      name: 'an upscaler',
      expectation:
        'An upscaler takes one picture, [1, 3, height, width] as floats, and gives it 1 to 8 times as large. Choose such a file, for example an ESRGAN model exported to ONNX.',
      acceptsScale: (scale) => scale <= 8,
    },
    options,
  );
  const { scale } = opened.facts;
  const loaded = new LoadedPictureNetwork({
    opened,
    convention,
    bytesPerPixel: BYTES_PER_INPUT_PIXEL + BYTES_PER_OUTPUT_PIXEL * scale * scale,
  });
  const { facts, executionProvider, skippedExecutionProviders } = opened;
  return {
    facts,
    scale,
    executionProvider,
    skippedExecutionProviders,
    upscale: (image, run) => loaded.run(image, run),
    dispose: () => loaded.dispose(),
  };
}

import { requireOneOf } from '../settings/require-one-of.ts';

/** What a network that turns pictures into pictures takes and gives, as found in its file and by trying it. */
export interface PictureNetworkFacts {
  /** Name of its only input. */
  readonly inputName: string;
  /** `float32` or `float16`. */
  readonly elementType: string;
  /** Whether the three colours are three planes (PyTorch) or three numbers per pixel (TensorFlow). */
  readonly layout: 'channels-first' | 'channels-last';
  /** Whether its input has a dimension for the batch (rank 4); it is given one picture at a time. */
  readonly batched: boolean;
  /** The only size that it takes, in pixels; `undefined` when it takes any multiple of `sizeMultiple`. */
  readonly fixedSize: { readonly width: number; readonly height: number } | undefined;
  /** Widths and heights must be multiples of this many pixels; pictures are filled up to it and cut back. */
  readonly sizeMultiple: number;
  /** Edges must have at least this many pixels; smaller pictures are filled up to it and cut back. */
  readonly smallestEdge: number;
  /** Output pixels per input pixel along an edge. */
  readonly scale: number;
}

const valueRanges = ['unit', 'bytes'] as const;
const channelOrders = ['rgb', 'bgr'] as const;

/** How pictures become a network's numbers, which its file doesn't say. */
export interface PixelConvention {
  /**
   * Whether black to white is 0 to 1 (`unit`, the default of upscalers) or 0 to 255 (`bytes`, the default of style
   * networks), in and out.
   */
  readonly valueRange: (typeof valueRanges)[number];
  /** Whether the first of three colours is red (`rgb`, the default) or blue (`bgr`), in and out. */
  readonly channelOrder: (typeof channelOrders)[number];
}

/** A convention with its defaults filled in. Throws `InvalidSettingsError` for what isn't one. */
export function resolvePixelConvention(
  { valueRange, channelOrder }: Partial<PixelConvention>,
  usualRange: PixelConvention['valueRange'],
): PixelConvention {
  return {
    valueRange: requireOneOf('valueRange', valueRange ?? usualRange, valueRanges),
    channelOrder: requireOneOf('channelOrder', channelOrder ?? 'rgb', channelOrders),
  };
}

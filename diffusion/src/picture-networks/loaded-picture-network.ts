import { requirePicture, requireResultSize } from '../pictures/picture-limits.ts';
import type { RgbImage } from '../pipelines/text-to-image-types.ts';
import { TurnQueue } from '../pipelines/turn-queue.ts';
import type { OpenPictureNetwork } from './open-picture-network.ts';
import type { PixelConvention } from './picture-network-facts.ts';
import { runInTiles, type TileProgress } from './run-in-tiles.ts';
import { chooseTiles, type TileOptions } from './tile-size.ts';

/** How to run a network over a picture. */
export interface PictureNetworkRun extends TileOptions {
  /** Checked before every tile; an abort rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called after every tile; awaited. What it throws ends the run. */
  readonly onTile?: (progress: TileProgress) => void | Promise<void>;
}

/** What a `LoadedPictureNetwork` is made of. */
export interface LoadedPictureNetworkOptions {
  readonly opened: OpenPictureNetwork;
  readonly convention: PixelConvention;
  /** Working memory per pixel of a tile. */
  readonly bytesPerPixel: number;
}

/** A network that takes pictures one after the other. */
export class LoadedPictureNetwork {
  readonly #options: LoadedPictureNetworkOptions;
  readonly #queue = new TurnQueue();
  #disposed = false;

  constructor(options: LoadedPictureNetworkOptions) {
    this.#options = options;
  }

  async run(image: RgbImage, options: PictureNetworkRun = {}): Promise<RgbImage> {
    const { opened, convention, bytesPerPixel } = this.#options;
    const { network, facts } = opened;
    requirePicture('image', image);
    requireResultSize('image', image.width * facts.scale, image.height * facts.scale);
    const chosen = chooseTiles(facts, image, bytesPerPixel, options);
    return await this.#queue.run(async () => {
      if (this.#disposed) throw new Error(`${network.component} is disposed. Load it again.`);
      const { signal, onTile } = options;
      return await runInTiles(image, { network, facts, convention, ...chosen, signal, onTile });
    }, options.signal);
  }

  async dispose(): Promise<void> {
    await this.#queue.run(async () => {
      this.#disposed = true;
      await this.#options.opened.release();
    });
  }
}

import type { RgbImage } from '../pipelines/text-to-image-types.ts';
import type { PictureNetworkFacts, PixelConvention } from './picture-network-facts.ts';

/** A rectangle of pixels; it may stick out of the picture to the right and below. */
export interface PixelArea {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

type Layout = PictureNetworkFacts['layout'];

/** Which colour of the picture a network's channel is. */
export function findColour(channel: number, { channelOrder }: PixelConvention): number {
  return channelOrder === 'bgr' ? 2 - channel : channel;
}

/** How far apart in a network's numbers neighbours are: along a row, a column, and from colour to colour. */
export function computeStrides(layout: Layout, width: number, height: number) {
  return layout === 'channels-first' ? { x: 1, y: width, channel: width * height } : { x: 3, y: width * 3, channel: 1 };
}

/** An area of a picture as a network's numbers; what sticks out repeats the picture's last column and row. */
export function readArea(image: RgbImage, area: PixelArea, layout: Layout, convention: PixelConvention): Float32Array {
  const values = new Float32Array(area.width * area.height * 3);
  const stride = computeStrides(layout, area.width, area.height);
  const white = convention.valueRange === 'unit' ? 255 : 1;
  for (let channel = 0; channel < 3; channel += 1) {
    const colour = findColour(channel, convention);
    for (let y = 0; y < area.height; y += 1) {
      const row = Math.min(area.top + y, image.height - 1) * image.width;
      const to = channel * stride.channel + y * stride.y;
      for (let x = 0; x < area.width; x += 1) {
        const column = Math.min(area.left + x, image.width - 1);
        values[to + x * stride.x] = image.rgb[(row + column) * 3 + colour]! / white;
      }
    }
  }
  return values;
}

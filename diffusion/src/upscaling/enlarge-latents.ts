/** How to enlarge latents. */
export interface EnlargeLatentsOptions {
  /** The new size in latents. */
  readonly width: number;
  readonly height: number;
  /** Each latent repeated, or straight lines between their middles. */
  readonly method: 'nearest' | 'bilinear';
}

/**
 * Latents [channels, height, width] enlarged, as `torch.nn.functional.interpolate` does it with the modes "nearest" and
 * "bilinear" (the middles of the outermost latents stay where they are: `align_corners=False`).
 */
export function enlargeLatents(
  latents: Float32Array,
  [channels, height, width]: readonly [channels: number, height: number, width: number],
  { width: newWidth, height: newHeight, method }: EnlargeLatentsOptions,
): Float32Array {
  const columns = findNeighbours(width, newWidth, method);
  const rows = findNeighbours(height, newHeight, method);
  const enlarged = new Float32Array(channels * newWidth * newHeight);
  for (let channel = 0; channel < channels; channel += 1) {
    for (const [y, row] of rows.entries()) {
      const [above, below] = [row.first, row.second].map((line) => (channel * height + line) * width);
      const to = (channel * newHeight + y) * newWidth;
      for (const [x, column] of columns.entries()) {
        const at = (line: number) =>
          (1 - column.share) * latents[line + column.first]! + column.share * latents[line + column.second]!;
        enlarged[to + x] = (1 - row.share) * at(above!) + row.share * at(below!);
      }
    }
  }
  return enlarged;
}

interface Neighbours {
  readonly first: number;
  readonly second: number;
  /** Of the second. */
  readonly share: number;
}

function findNeighbours(length: number, newLength: number, method: EnlargeLatentsOptions['method']): Neighbours[] {
  return Array.from({ length: newLength }, (_, index) => {
    if (method === 'nearest') {
      const first = Math.floor((index * length) / newLength);
      return { first, second: first, share: 0 };
    }
    const place = Math.max(0, ((index + 0.5) * length) / newLength - 0.5);
    const first = Math.floor(place);
    return { first, second: Math.min(first + 1, length - 1), share: place - first };
  });
}

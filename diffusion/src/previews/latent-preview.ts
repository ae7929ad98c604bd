import type { RgbImage } from '../pipelines/text-to-image-types.ts';

/** A linear map from latents to colours: rgb = bias + Σ latent_c · factors_c, where −1 is dark and 1 is bright. */
export interface LatentRgbTable {
  /** One row of red, green, blue per latent channel. */
  readonly factors: readonly (readonly [red: number, green: number, blue: number])[];
  readonly bias: readonly [red: number, green: number, blue: number];
}

/** A rough view of latents [channels, height, width], one pixel each; `undefined` when the table doesn't fit them. */
export function computePreview(
  latents: Float32Array,
  latentDims: readonly [channels: number, height: number, width: number],
  table: LatentRgbTable,
): RgbImage | undefined {
  const [channels, height, width] = latentDims;
  if (table.factors.length !== channels) return undefined;
  const pixels = width * height;
  const rgb = new Uint8ClampedArray(pixels * 3);
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    for (let colour = 0; colour < 3; colour += 1) {
      let value = table.bias[colour]!;
      for (let channel = 0; channel < channels; channel += 1) {
        value += latents[channel * pixels + pixel]! * table.factors[channel]![colour]!;
      }
      rgb[pixel * 3 + colour] = (value * 0.5 + 0.5) * 255;
    }
  }
  return { width, height, rgb: new Uint8Array(rgb.buffer) };
}

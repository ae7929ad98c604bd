import { encodePicture, type RgbImage, type TextToImagePipeline } from '@starweave/diffusion';
import type { LabelledPicture, SheetRow } from './sheet-page.ts';

/** What paints the rows of one subject; the pipeline is Postcard's. */
export type PaintRows = (pipeline: TextToImagePipeline) => Promise<readonly SheetRow[]>;

/** A picture with its label, ready for the sheet. */
export async function createCell(label: string, image: RgbImage | undefined): Promise<LabelledPicture> {
  if (image === undefined) throw new Error(`There is no picture for "${label}".`);
  return { label, file: await encodePicture(image, { format: 'png' }), type: 'image/png' };
}

/** A label, and what paints the picture above it. */
export type UnpaintedCell = readonly [label: string, paint: () => Promise<RgbImage | undefined>];

/** Paint a row's pictures one after the other. */
export async function paintRow(title: string, cells: readonly UnpaintedCell[]): Promise<SheetRow> {
  const pictures: LabelledPicture[] = [];
  for (const [label, paint] of cells) pictures.push(await createCell(label, await paint()));
  return { title, pictures };
}

/** A square out of a picture's middle. */
export function cutMiddle({ width, height, rgb }: RgbImage, edge: number): RgbImage {
  const [left, top] = [Math.floor((width - edge) / 2), Math.floor((height - edge) / 2)];
  const cut = new Uint8Array(edge * edge * 3);
  for (let row = 0; row < edge; row += 1) {
    const start = ((top + row) * width + left) * 3;
    cut.set(rgb.subarray(start, start + edge * 3), row * edge * 3);
  }
  return { width: edge, height: edge, rgb: cut };
}

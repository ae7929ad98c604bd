/** A kind of picture file that can be read. */
export interface PictureKind {
  /** As sharp names it. */
  readonly format: 'png' | 'jpeg' | 'webp' | 'gif' | 'avif';
  /** As people call it. */
  readonly title: string;
}

/** What `findPictureKind` found. */
export type FoundKind =
  | { readonly kind: PictureKind; readonly problem?: undefined }
  | { readonly kind?: undefined; readonly problem: string };

const READ = 'Give a PNG, JPEG, WebP, GIF or AVIF file.';

/** Files that aren't read: how they begin, and what to say. */
const otherFiles: readonly (readonly [pattern: RegExp, problem: string])[] = [
  [
    /^....ftyp(heic|heix|heim|heis|hevc|mif1|msf1)/s,
    'The file is a HEIC photo, which needs a patented decoder. Save it as JPEG or PNG.',
  ],
  [/^(II\*\0|MM\0\*)/, 'The file is a TIFF picture. Save it as PNG.'],
  [/^BM/, 'The file is a BMP picture. Save it as PNG.'],
  [/^%PDF/, 'The file is a PDF document. Save the page as PNG.'],
  [
    /^(\xef\xbb\xbf)?\s*<(\?xml|!--|!DOCTYPE svg|svg)/i,
    'The file is an SVG drawing or other XML, which may load further files and has no pixels of its own. Save it as PNG.',
  ],
  [/^[\t\n\r\x20-\x7e\x80-\xff]*$/, `The file is text, not a picture. ${READ}`],
];

/** What kind of file this is by its first bytes, or in words why it can't be read; its name doesn't count. */
export function findPictureKind(bytes: Uint8Array): FoundKind {
  if (bytes.length === 0) return { problem: `The file is empty: 0 bytes have arrived. ${READ}` };
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 256)).toString('latin1');
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return { kind: { format: 'png', title: 'PNG' } };
  if (start.startsWith('\xff\xd8\xff')) return { kind: { format: 'jpeg', title: 'JPEG' } };
  if (start.startsWith('GIF8')) return { kind: { format: 'gif', title: 'GIF' } };
  if (/^RIFF....WEBP/s.test(start)) return { kind: { format: 'webp', title: 'WebP' } };
  if (/^....ftyp(avif|avis)/s.test(start)) return { kind: { format: 'avif', title: 'AVIF' } };
  const other = otherFiles.find(([pattern]) => pattern.test(start));
  return { problem: other?.[1] ?? `The file isn't a picture of a known kind. ${READ}` };
}

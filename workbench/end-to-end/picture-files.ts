import { createHash } from 'node:crypto';

const pngSignature = [137, 80, 78, 71, 13, 10, 26, 10];

/** Whether the bytes begin as a PNG file does (PNG specification, 5.2). */
export function isPng(bytes: Uint8Array): boolean {
  return pngSignature.every((byte, index) => bytes[index] === byte);
}

export function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

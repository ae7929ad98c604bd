import path from 'node:path';
import { describeError } from '../onnx/network.ts';

/** Why a network's file can't be loaded, in words that say what to do. */
export function describeLoadError(file: string, error: unknown): string {
  const name = `${path.basename(path.dirname(file))}/${path.basename(file)}`;
  const text = describeError(error);
  if (/external|_data|weights\.pb/i.test(text)) {
    return `${name} keeps its weights in another file, which is missing or cut off (${text}). Download the whole folder again.`;
  }
  if (/protobuf|invalid model|invalid_graph|deserialize/i.test(text)) {
    return `${name} is damaged (${text}). Download or export it again.`;
  }
  return `${name} can't be loaded: ${text}. Download or export it again.`;
}

import { createRequire } from 'node:module';

type OnnxRuntime = typeof import('onnxruntime-node');

let onnxRuntime: OnnxRuntime | undefined;

/** ONNX Runtime, loaded by the first call: looking at model folders and pictures needs none of its native code. */
export function loadOnnxRuntime(): OnnxRuntime {
  onnxRuntime ??= createRequire(import.meta.url)('onnxruntime-node') as OnnxRuntime;
  return onnxRuntime;
}

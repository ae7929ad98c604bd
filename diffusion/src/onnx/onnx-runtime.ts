import { createRequire } from 'node:module';

type OnnxRuntime = typeof import('onnxruntime-node');

let onnxRuntime: OnnxRuntime | undefined;

/**
 * ONNX Runtime, loaded by the first call: looking at model folders and pictures needs none of its native code.
 *
 * From version 1.29 its builds for Linux and macOS report every session, model files' names and an id of the device to
 * Microsoft, by default, and hold in memory what couldn't be sent. `ORT_DISABLE_TELEMETRY` is set against that for this
 * process and its children where it isn't set to something else already; in a worker thread, whose environment is a
 * copy, that has no effect. https://github.com/microsoft/onnxruntime/blob/main/docs/Privacy.md
 */
export function loadOnnxRuntime(): OnnxRuntime {
  process.env.ORT_DISABLE_TELEMETRY ??= '1';
  onnxRuntime ??= createRequire(import.meta.url)('onnxruntime-node') as OnnxRuntime;
  return onnxRuntime;
}

import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { KernelFunctions } from './kernel-functions.ts';

/** `relaxed` multiplies and adds in one instruction where the processor has it; `plain` rounds in between. */
export type KernelBuild = 'relaxed' | 'plain';

const files: Readonly<Record<KernelBuild, string>> = { relaxed: 'kernels-relaxed.wasm', plain: 'kernels.wasm' };
const modules = new Map<KernelBuild, WebAssembly.Module>();

/** A module of one function that uses f32x4.relaxed_madd: an engine without relaxed SIMD calls it invalid. */
const relaxedProbe = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0],
  ...[1, 5, 1, 96, 0, 1, 123],
  ...[3, 2, 1, 0],
  ...[10, 19, 1, 17, 0, 65, 0, 253, 17, 65, 0, 253, 17, 65, 0, 253, 17, 253, 133, 2, 11],
);

/** The build that this engine runs fastest. */
export function chooseKernelBuild(): KernelBuild {
  return WebAssembly.validate(relaxedProbe) ? 'relaxed' : 'plain';
}

/** The compiled kernels; compiled once in a process. */
export function loadKernelModule(build: KernelBuild): WebAssembly.Module {
  const known = modules.get(build);
  if (known !== undefined) return known;
  const module = new WebAssembly.Module(readFileSync(path.join(import.meta.dirname, files[build])));
  modules.set(build, module);
  return module;
}

/** The kernels over a memory. */
export function instantiateKernels(module: WebAssembly.Module, memory: WebAssembly.Memory): KernelFunctions {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return exports as unknown as KernelFunctions;
}

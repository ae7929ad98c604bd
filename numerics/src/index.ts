export { betaQuantile, regularizedIncompleteBeta } from './beta-distribution.ts';
export { MersenneTwister } from './mersenne-twister.ts';
export type { NormalSource } from './normal-source.ts';
export { numpyLogFloat32 } from './numpy-float32-log.ts';
export { NumpyRandomState } from './numpy-random-state.ts';
export { PhiloxGenerator } from './philox-generator.ts';
export { RandomArgumentError } from './random-errors.ts';
export { type FloatType, roundHalfToEven, roundToBfloat16, roundToFloat16 } from './rounding.ts';
export {
  arange,
  cumulativeProductFloat32,
  interpolateTable,
  linspace,
  linspaceFloat32,
  linspaceWithoutEnd,
  quantileInPlace,
  roundEach,
} from './sequences.ts';
export { TorchGenerator } from './torch-generator.ts';
export { torchSquareRoot } from './torch-square-root.ts';

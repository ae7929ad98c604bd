/**
 * A deterministic source of standard-normal numbers: the one thing that a sampler asks of a random generator.
 *
 * `fillNormal` overwrites `into` with float32 draws in flat row-major order, exactly as one call of the peer library's
 * `randn(shape)` would; the generator's state moves on by that one call. The same seed and the same sequence of calls
 * always give the same numbers.
 */
export interface NormalSource {
  fillNormal(into: Float32Array): void;
}

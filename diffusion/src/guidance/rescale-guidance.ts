/**
 * Rescale a guided output so that it isn't overexposed, in place: guided ← r · guided · σ(conditional) / σ(guided) +
 * (1 − r) · guided, where σ is the standard deviation over all elements with Bessel's correction and r is 0 (as it is)
 * to 1. `both` holds the model's output for the negative prompt, then for the prompt.
 * Source: Lin et al., "Common Diffusion Noise Schedules and Sample Steps are Flawed" (2023), §3.4.
 */
export function rescaleGuidance(guided: Float32Array, both: Float32Array, rescale: number): Float32Array {
  const conditional = both.subarray(guided.length, 2 * guided.length);
  const ratio = Math.fround(computeDeviation(conditional) / computeDeviation(guided));
  for (let index = 0; index < guided.length; index += 1) {
    const value = guided[index]!;
    guided[index] = Math.fround(rescale * Math.fround(value * ratio)) + Math.fround((1 - rescale) * value);
  }
  return guided;
}

function computeDeviation(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}

/**
 * Classifier-free guidance: unconditional + scale · (conditional − unconditional), element by element, in float32.
 *
 * `both` holds the model's output for the negative prompt, then for the prompt; the result has half its length and is
 * written into `into`. Source: Ho and Salimans, "Classifier-Free Diffusion Guidance" (2022).
 */
export function guide(both: Float32Array, scale: number, into: Float32Array): Float32Array {
  const count = into.length;
  for (let index = 0; index < count; index += 1) {
    const unconditional = both[index]!;
    const difference = Math.fround(both[count + index]! - unconditional);
    into[index] = unconditional + Math.fround(scale * difference);
  }
  return into;
}

/** Guidance changes nothing at a scale of 1, and diffusers leaves it out at and below. */
export function isGuided(scale: number): boolean {
  return scale > 1;
}

/**
 * Blend `noise` towards `other` along the arc between them, in place: slerp, as "variation strength" means elsewhere.
 *
 * noise ← sin((1 − strength)·ω) / sin ω · noise + sin(strength·ω) / sin ω · other, where ω is the angle between the two.
 * Both keep their length, so that the blend is as loud as standard-normal noise; at 0 it is `noise` and at 1 `other`.
 */
export function blendNoise(noise: Float32Array, other: Float32Array, strength: number): void {
  const omega = computeAngle(noise, other);
  const sine = Math.sin(omega);
  // Parallel vectors span no arc; the straight line between them is the same.
  const [share, otherShare] =
    sine < 1e-6
      ? [1 - strength, strength]
      : [Math.sin((1 - strength) * omega) / sine, Math.sin(strength * omega) / sine];
  for (let index = 0; index < noise.length; index += 1) {
    noise[index] = share * noise[index]! + otherShare * other[index]!;
  }
}

function computeAngle(a: Float32Array, b: Float32Array): number {
  let [product, squareA, squareB] = [0, 0, 0];
  for (let index = 0; index < a.length; index += 1) {
    const [x, y] = [a[index]!, b[index]!];
    product += x * y;
    squareA += x * x;
    squareB += y * y;
  }
  const cosine = product / Math.sqrt(squareA * squareB);
  return Math.acos(Math.min(1, Math.max(-1, cosine)));
}

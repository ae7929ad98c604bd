/** The shortest number with the same float32, so that 7.1 sent as JSON and as gRPC's float make the same request. */
export function roundFloat32(value: number): number {
  const nearest = Math.fround(value);
  for (let digits = 6; digits <= 9; digits++) {
    const candidate = Number(nearest.toPrecision(digits));
    if (Math.fround(candidate) === nearest) return candidate;
  }
  return nearest;
}

/** A random 128-bit identifier in hex; works where `crypto.randomUUID` is missing (plain http on a local network). */
export function createIdentifier(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The address of a room. */
export function pathOfRoom(roomId: string): string {
  return `/chat/${encodeURIComponent(roomId)}`;
}

/** The room that an address names. */
export function roomOfPath(path: string): string | undefined {
  const match = /^\/chat\/([^/]+)\/?$/.exec(path);
  if (match?.[1] === undefined) return undefined;
  try {
    return decodeURIComponent(match[1]);
  } catch {
    // Mistyped escapes: no room has such an id, and the page says so.
    return match[1];
  }
}

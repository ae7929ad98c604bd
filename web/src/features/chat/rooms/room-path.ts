/** The address of a room. */
export function pathOfRoom(roomId: string): string {
  return `/chat/${encodeURIComponent(roomId)}`;
}

/** The room that an address names. */
export function roomOfPath(path: string): string | undefined {
  const match = /^\/chat\/([^/]+)\/?$/.exec(path);
  return match?.[1] === undefined ? undefined : decodeURIComponent(match[1]);
}

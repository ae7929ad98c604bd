/** A message as it was typed: plain text for the room's responder, or a slash command. */
export type ParsedMessage =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'command'; readonly name: string; readonly argumentsText: string };

/**
 * Tells commands from text.
 *
 * "/name words" is a command; "//" at the start is text that begins with one slash; a path such as "/etc/hosts"
 * or a lone "/" is text.
 */
export function parseMessage(text: string): ParsedMessage {
  const trimmed = text.trim();
  if (trimmed.startsWith('//')) return { kind: 'text', text: trimmed.slice(1) };
  const command = /^\/([a-z][a-z0-9-]*)(?:\s+([\s\S]*))?$/i.exec(trimmed);
  if (command === null) return { kind: 'text', text: trimmed };
  const [, name = '', argumentsText = ''] = command;
  return { kind: 'command', name: name.toLowerCase(), argumentsText };
}

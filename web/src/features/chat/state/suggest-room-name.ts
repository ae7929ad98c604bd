/** A name for a room out of its first message: the words without command and options, cut at a word's end. */
export function suggestRoomName(text: string): string {
  const words = text
    .replace(/^\/\S+\s*/, '')
    .replace(/--\S+(\s+("[^"]*"|\S+))?/g, '')
    .trim()
    .split(/\s+/);
  let name = '';
  for (const word of words) {
    if (name.length + word.length > 38) break;
    name = name === '' ? word : `${name} ${word}`;
  }
  const trimmed = (name || (words[0] ?? '').slice(0, 38)).replace(/[,;:.–-]+$/, '');
  return trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
}

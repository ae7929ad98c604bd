const LONGEST = 38;

/** A name for a room out of its first message: the words without command and options, cut at a word's end. */
export function suggestRoomName(text: string): string {
  const words = text
    .replace(/^\/\S+\s*/, '')
    .replace(/--\S+(\s+("[^"]*"|\S+))?/g, '')
    .replace(/(?!\s)\p{Cc}/gu, '')
    .trim()
    .split(/\s+/);
  let name = '';
  for (const word of words) {
    if (name.length + word.length > LONGEST) break;
    name = name === '' ? word : `${name} ${word}`;
  }
  const trimmed = (name || cutWord(words[0] ?? '')).replace(/[,;:.–-]+$/, '');
  return trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
}

/** No more of a word than fits, without half a character at its end. */
function cutWord(word: string): string {
  const cut = word.slice(0, LONGEST);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}

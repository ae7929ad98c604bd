/** A text without accents and in small letters, as searches compare it. */
export function foldText(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
}

/**
 * Indices of the titles that hold every word of a search, those that begin with it first, then in their order. A search
 * without words finds nothing.
 */
export function findFilms(foldedTitles: readonly string[], search: string): readonly number[] {
  const words = foldText(search).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const whole = words.join(' ');
  const found = [...foldedTitles.keys()].filter((index) => words.every((word) => foldedTitles[index]!.includes(word)));
  const begins = found.filter((index) => foldedTitles[index]!.startsWith(whole));
  return [...begins, ...found.filter((index) => !foldedTitles[index]!.startsWith(whole))];
}

/** A text without accents and in small letters, as searches compare it. */
export function foldText(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
}

/**
 * Indices of the titles, each with its year behind it, that hold every word of a search: those that are it, then those that
 * begin with it, then the others, each in their order. A search without words finds nothing.
 */
export function findFilms(foldedTitles: readonly string[], search: string): readonly number[] {
  const words = foldText(search).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const whole = words.join(' ');
  const rankOf = (title: string) => (title.replace(/ \d+$/, '') === whole ? 0 : title.startsWith(whole) ? 1 : 2);
  return [...foldedTitles.keys()]
    .filter((index) => words.every((word) => foldedTitles[index]!.includes(word)))
    .map((index) => ({ index, rank: rankOf(foldedTitles[index]!) }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ index }) => index);
}

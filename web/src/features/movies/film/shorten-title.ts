const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * A title for a place that has room for one or two lines: whole where it has at most `most` letters, else cut and with an
 * ellipsis. What is one letter to a reader, as a family of emoji, is never cut in two.
 */
export function shortenTitle(title: string, most = 80): string {
  let length = 0;
  for (const { index } of letters.segment(title)) {
    length += 1;
    if (length > most) return `${title.slice(0, index).trimEnd()}…`;
  }
  return title;
}

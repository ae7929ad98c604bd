// Words that say nothing about a film, in the languages that titles mostly come in.
const functionWords = new Set(
  'a an and at by de der des die das el for from in into la las le les los my no of on or part the to un una une und with vs you your'.split(
    ' ',
  ),
);

/** The telling words of a title: lower case, without the year in parentheses, function words and single letters. */
export function splitTitle(title: string): string[] {
  const words = title
    .replace(/\(\d{4}\)\s*$/, '')
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu);
  return (words ?? []).filter((word) => word.length > 1 && !functionWords.has(word));
}

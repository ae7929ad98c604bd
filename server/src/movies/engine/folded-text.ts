/** Letters that NFKD leaves whole. */
const plainLetters: Readonly<Record<string, string>> = {
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ß: 'ss',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

/** Most titles have nothing but these. */
const PLAIN = /^[\x20-\x7e]*$/;
/** Marks that stand inside of words: M*A*S*H is one word, and so are L'Avventura and Frontière(s). */
const JOINING = /['’‘`´ʼ*.$()[\]]/gu;

/**
 * Text as it is compared: NFKD without accents, lower case, `&` written out, punctuation dropped, words parted by one space.
 * `Amélie` is `amelie`, `8½` is `8 1 2`, `Fast & Furious` is `fast and furious`. Letters and digits of every script stay;
 * text that has none becomes empty.
 */
export function foldText(text: string): string {
  return (PLAIN.test(text) ? text : foldLetters(text))
    .toLowerCase()
    .replace(/&/g, ' and ')
    .replace(JOINING, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function foldLetters(text: string): string {
  return text
    .replace(/(?<=[\p{L}\p{N}])[¼-¾⅐-⅞²³¹⁰-⁹]/gu, ' $&')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[æœøßłđðþı]/gu, (letter) => plainLetters[letter]!);
}

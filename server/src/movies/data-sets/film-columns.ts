import type { KnownFilmFacts } from './known-film.ts';

/** Films in columns: numbers by film, lists of words by number, and texts in pieces. */
export interface FilmColumns {
  readonly ids: Uint32Array;
  /** `noYear` where it isn't known. */
  readonly years: Int32Array;
  readonly ratingCounts: Uint32Array;
  readonly halfStars: Uint32Array;
  /** The lists of genres, directors and keywords of each film, three numbers of lists. */
  readonly lists: Uint32Array;
  /** The words of list l are at listOffsets[l] up to listOffsets[l + 1] of listWords. */
  readonly listOffsets: Uint32Array;
  /** Numbers of words. */
  readonly listWords: Uint32Array;
  /** Where each film's title and key end, in UTF-16 units of its piece. */
  readonly textEnds: Uint32Array;
  /** Where each piece ends among the bytes of all texts. */
  readonly pieceEnds: Uint32Array;
  /** How each piece is written: 1 byte a unit (Latin-1) or 2 (UTF-16, little endian). */
  readonly unitBytes: Uint8Array;
  readonly texts: Uint8Array;
  readonly words: readonly string[];
}

const noYear = -(2 ** 31);
/** Texts of so many films are one string, of which each is a part. */
const FILMS_PER_PIECE = 256;
const LISTS_PER_FILM = 3;
const BEYOND_LATIN_1 = /[^\p{ASCII}\u0080-\u00ff]/u;

/** Puts films into columns. */
export function createFilmColumns(films: readonly KnownFilmFacts[]): FilmColumns {
  const lists = new ListNumbers();
  return {
    ids: Uint32Array.from(films, ({ id }) => id),
    years: Int32Array.from(films, ({ year = noYear }) => year),
    ratingCounts: Uint32Array.from(films, ({ ratingCount }) => ratingCount),
    halfStars: Uint32Array.from(films, ({ halfStars }) => halfStars),
    lists: Uint32Array.from(
      films.flatMap(({ genres, directors, keywords }) => [genres, directors, keywords].map((list) => lists.find(list))),
    ),
    ...lists.toColumns(),
    ...writeTexts(films),
  };
}

/** Takes films out of columns, in their order. @throws RangeError when the columns don't belong together */
export function* readFilmColumns(columns: FilmColumns): Generator<KnownFilmFacts> {
  const { ids, years, ratingCounts, halfStars, textEnds } = columns;
  requireLengths(columns);
  const lists = readLists(columns);
  const listOf = (film: number, place: number) => lists[columns.lists[film * LISTS_PER_FILM + place]!]!;
  let text = '';
  let at = 0;
  for (let film = 0; film < ids.length; film += 1) {
    if (film % FILMS_PER_PIECE === 0) {
      text = readPiece(columns, film / FILMS_PER_PIECE);
      at = 0;
    }
    const titleEnd = textEnds[2 * film]!;
    const keyEnd = textEnds[2 * film + 1]!;
    yield {
      id: ids[film]!,
      title: text.slice(at, titleEnd),
      key: text.slice(titleEnd, keyEnd),
      year: years[film] === noYear ? undefined : years[film],
      ...{ genres: listOf(film, 0), directors: listOf(film, 1), keywords: listOf(film, 2) },
      ratingCount: ratingCounts[film]!,
      halfStars: halfStars[film]!,
    };
    at = keyEnd;
  }
}

function requireLengths({ ids, years, ratingCounts, halfStars, lists, textEnds, ...rest }: FilmColumns): void {
  const count = ids.length;
  const pieces = Math.ceil(count / FILMS_PER_PIECE);
  const belongs =
    [years, ratingCounts, halfStars].every(({ length }) => length === count) &&
    lists.length === LISTS_PER_FILM * count &&
    textEnds.length === 2 * count &&
    rest.pieceEnds.length === pieces &&
    rest.unitBytes.length === pieces;
  if (!belongs) throw new RangeError(`The columns of ${count} films differ in length.`);
}

/** Lists of words by number; equal ones are one. */
class ListNumbers {
  readonly #numbers = new Map<string, number>();
  readonly #wordNumbers = new Map<string, number>();
  readonly #offsets = [0];
  readonly #words: number[] = [];

  find(list: readonly string[]): number {
    const name = JSON.stringify(list);
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(name, number);
    for (const word of list) {
      const wordNumber = this.#wordNumbers.get(word) ?? this.#wordNumbers.size;
      this.#wordNumbers.set(word, wordNumber);
      this.#words.push(wordNumber);
    }
    this.#offsets.push(this.#words.length);
    return number;
  }

  toColumns(): Pick<FilmColumns, 'words' | 'listOffsets' | 'listWords'> {
    return {
      words: [...this.#wordNumbers.keys()],
      listOffsets: Uint32Array.from(this.#offsets),
      listWords: Uint32Array.from(this.#words),
    };
  }
}

function readLists({ words, listOffsets, listWords }: FilmColumns): readonly (readonly string[])[] {
  return Array.from({ length: listOffsets.length - 1 }, (_, list) =>
    Array.from(listWords.subarray(listOffsets[list], listOffsets[list + 1]), (word) => words[word]!),
  );
}

type TextColumns = Pick<FilmColumns, 'textEnds' | 'pieceEnds' | 'unitBytes' | 'texts'>;

function writeTexts(films: readonly KnownFilmFacts[]): TextColumns {
  const textEnds = new Uint32Array(2 * films.length);
  const pieces: Buffer[] = [];
  const unitBytes: number[] = [];
  const pieceEnds: number[] = [];
  for (let first = 0; first < films.length; first += FILMS_PER_PIECE) {
    let text = '';
    for (const [place, { title, key }] of films.slice(first, first + FILMS_PER_PIECE).entries()) {
      textEnds[2 * (first + place)] = text.length + title.length;
      text += title + key;
      textEnds[2 * (first + place) + 1] = text.length;
    }
    const isLatin = !BEYOND_LATIN_1.test(text);
    pieces.push(Buffer.from(text, isLatin ? 'latin1' : 'utf16le'));
    unitBytes.push(isLatin ? 1 : 2);
    pieceEnds.push((pieceEnds.at(-1) ?? 0) + pieces.at(-1)!.length);
  }
  const ends = { textEnds, pieceEnds: Uint32Array.from(pieceEnds) };
  return { ...ends, unitBytes: Uint8Array.from(unitBytes), texts: Buffer.concat(pieces) };
}

function readPiece({ pieceEnds, unitBytes, texts }: TextColumns, piece: number): string {
  const [start, end] = [piece === 0 ? 0 : pieceEnds[piece - 1]!, pieceEnds[piece]!];
  const bytes = Buffer.from(texts.buffer, texts.byteOffset + start, end - start);
  return bytes.toString(unitBytes[piece] === 1 ? 'latin1' : 'utf16le');
}

import { CollectedWish, type ParsedWish, type PhraseManner } from './collected-wish.ts';
import type { DirectorNames, ReadDirectors } from './director-names.ts';
import { type ReadTitle, readKnownTitle, readTitle, type TitleSources } from './read-title.ts';
import { readModifiers } from './wish-modifiers.ts';
import { readWishTokens, type WishToken } from './wish-tokens.ts';
import { findPhrase, type WishMeaning } from './wish-words.ts';
import { readYears } from './wish-years.ts';

/** What is known about the films that a wish can speak of. */
export interface WishSources extends TitleSources {
  readonly directors: DirectorNames;
  /** Of the newest film. */
  readonly newestYear: number;
}

/** What stands before titles; longer ones are tried first. */
const likeIntros = listWords(
  'something like|anything like|films like|movies like|film like|movie like|similar to|along the lines of|in the style of|in the vein of|in the spirit of|reminiscent of|as good as|such as|same as|like',
);
const directorIntros = listWords(
  'directed by|made by|films by|movies by|film by|movie by|from director|by director|director|by',
);
/** What may stand between such words and a title. */
const titleFillers: ReadonlySet<string> = new Set(['film', 'movie', 'films', 'movies', 'classic']);
const joints: ReadonlySet<string> = new Set(['and', 'or', 'nor', 'plus']);

/**
 * Takes a wish apart, word by word from the left; at each place the first of these that fits is taken, with as many words as
 * it can: years; films that the list should be like; directors; a bare title that is a whole clause; kinds and qualities of
 * films with `more`, `less`, `without` before them; words of fame and age. Words that fit nowhere are ignored, and listed
 * unless they are the small change of speech.
 */
export function parseWish(text: string, sources: WishSources): ParsedWish {
  const parser = new WishParser(readWishTokens(text), sources);
  return parser.parse();
}

class WishParser {
  readonly #tokens: readonly WishToken[];
  readonly #words: readonly string[];
  readonly #sources: WishSources;
  readonly #wish: CollectedWish;
  /** Where a decade or span ended: one right after it widens it. */
  #spanEnd = -2;

  constructor(tokens: readonly WishToken[], sources: WishSources) {
    this.#tokens = tokens;
    this.#words = tokens.map(({ word }) => word);
    this.#sources = sources;
    this.#wish = new CollectedWish(sources.newestYear);
  }

  parse(): ParsedWish {
    let place = 0;
    while (place < this.#tokens.length) place += this.#readPart(place);
    return this.#wish.finish((film) => this.#sources.films[film]!.year);
  }

  /** How many words were read, 1 at least. */
  #readPart(place: number): number {
    const length =
      this.#readYears(place) ||
      this.#readLikeFilms(place) ||
      this.#readDirectors(place) ||
      this.#readBareTitle(place) ||
      this.#readQualities(place);
    if (length > 0) return length;
    const { text, word } = this.#tokens[place]!;
    const isSpeech = findPhrase([word], 0) !== undefined || readModifiers([word], 0).length > 0;
    if (!isSpeech) this.#wish.ignoredWords.push(text);
    return 1;
  }

  #readYears(place: number): number {
    const years = readYears(this.#tokens, place, this.#sources.newestYear);
    if (years === undefined) return 0;
    const { from, to, length, isSpan } = years;
    const isNext = this.#spanEnd === place || (this.#spanEnd === place - 1 && joints.has(this.#words[place - 1]!));
    if (isSpan && isNext) {
      this.#wish.widenYears(from!, to!);
    } else this.#wish.narrowYears(from, to);
    this.#spanEnd = isSpan ? place + length : -2;
    return length;
  }

  #readLikeFilms(place: number): number {
    const intro = matchLongest(this.#words, place, likeIntros);
    if (intro === 0) return 0;
    let at = this.#skipTitleFillers(place + intro);
    if (at >= this.#tokens.length) return 0;
    const ofDirector = this.#readDirectorOf(at);
    if (ofDirector > 0) return at + ofDirector - place;
    const director = this.#sources.directors.readInPassing(this.#tokens, at);
    if (director !== undefined && readKnownTitle(this.#tokens, at, this.#sources) === undefined) {
      return at + this.#addDirectors(director) - place;
    }
    const first = readTitle(this.#tokens, at, this.#sources);
    if (first === undefined) return 0;
    at += this.#addTitle(first);
    for (;;) {
      const length = this.#readNextTitle(at);
      if (length === 0) return at - place;
      at += length;
    }
  }

  /** Another title of a list: after a joint any, after a comma one that is known and fills its clause. */
  #readNextTitle(place: number): number {
    const token = this.#tokens[place];
    if (token === undefined) return 0;
    const joint = joints.has(token.word) ? 1 : 0;
    const at = this.#skipTitleFillers(place + joint);
    if (at >= this.#tokens.length || this.#isGrammar(at)) return 0;
    if (joint === 0) return this.#readBareTitle(place);
    const title = readTitle(this.#tokens, at, this.#sources);
    return title === undefined ? 0 : at + this.#addTitle(title) - place;
  }

  #readDirectors(place: number): number {
    const ofFilm = this.#readDirectorOf(place);
    if (ofFilm > 0) return ofFilm;
    const intro = matchLongest(this.#words, place, directorIntros);
    const named = intro > 0 ? this.#sources.directors.read(this.#tokens, place + intro) : undefined;
    if (named !== undefined) {
      let at = place + intro + this.#addDirectors(named);
      while (joints.has(this.#words[at] ?? '') && !this.#isGrammar(at + 1)) {
        const next = this.#sources.directors.read(this.#tokens, at + 1);
        if (next === undefined) break;
        at += 1 + this.#addDirectors(next);
      }
      return at - place;
    }
    const inPassing = this.#sources.directors.readInPassing(this.#tokens, place);
    return inPassing === undefined ? 0 : this.#addDirectors(inPassing);
  }

  /** `the director of Heat`. */
  #readDirectorOf(place: number): number {
    const length = matchLongest(
      this.#words,
      place,
      listWords('from the director of|by the director of|the director of'),
    );
    const title = length === 0 ? undefined : readTitle(this.#tokens, place + length, this.#sources);
    if (title?.film === undefined) return 0;
    for (const name of this.#sources.films[title.film]!.directors) this.#wish.directors.add(name);
    return length + title.length;
  }

  /** A clause that is nothing but a known title. */
  #readBareTitle(place: number): number {
    const { clause } = this.#tokens[place]!;
    if (place > 0 && this.#tokens[place - 1]!.clause === clause) return 0;
    const title = readKnownTitle(this.#tokens, place, this.#sources);
    if (title === undefined) return 0;
    const next = this.#tokens[place + title.length];
    if (next !== undefined && next.clause === this.#tokens[place + title.length - 1]!.clause && next.word !== 'but')
      return 0;
    // Words that mean something by themselves are no title, as a mystery is none.
    const isMeant = findPhrase(this.#words, place);
    if (isMeant !== undefined && isMeant.meaning.kind !== 'filler' && isMeant.length >= title.length) return 0;
    return this.#addTitle(title);
  }

  #readQualities(place: number): number {
    const { length, sign, factor, isExclusion } = readModifiers(this.#words, place);
    const whole = findPhrase(this.#words, place);
    // `not well known` and `less famous` are phrases of their own.
    if (whole !== undefined && whole.meaning.kind !== 'filler' && whole.length > length) {
      return (
        whole.length +
        this.#apply(whole.meaning, { sign: 1, factor: 1, isExclusion: false, isPlain: true }, place + whole.length)
      );
    }
    let at = place + length;
    let read = 0;
    while (at < this.#words.length) {
      const phrase = findPhrase(this.#words, at);
      if (phrase === undefined || phrase.meaning.kind === 'filler') break;
      at += phrase.length;
      at += this.#apply(phrase.meaning, { sign, factor, isExclusion, isPlain: length === 0 }, at);
      read = at - place;
      // What was taken away is a list: without violence and horror.
      if (sign > 0 || !joints.has(this.#words[at] ?? '')) break;
      at += 1;
    }
    return read;
  }

  /** Takes note of a phrase; returns how many words after it belong to it (`scarier than Alien`). */
  #apply(meaning: WishMeaning, manner: PhraseManner, next: number): number {
    this.#wish.addPhrase(meaning, manner);
    if (this.#words[next] !== 'than') return 0;
    const at = this.#skipTitleFillers(next + 1);
    const title = readTitle(this.#tokens, at, this.#sources);
    return title === undefined ? 1 : at - next + this.#addTitle(title);
  }

  #addTitle({ film, title, candidates, length }: ReadTitle): number {
    if (film === undefined) this.#wish.questions.push({ title, candidates });
    else this.#wish.likeFilms.add(film);
    return length;
  }

  #addDirectors({ names, length }: ReadDirectors): number {
    for (const name of names) this.#wish.directors.add(name);
    return length;
  }

  #skipTitleFillers(place: number): number {
    let at = place;
    const words = this.#words;
    if (words[at] === 'the' && titleFillers.has(words[at + 1] ?? '')) at += 1;
    while (titleFillers.has(words[at] ?? '') && at + 1 < words.length) at += 1;
    return at;
  }

  /** Whether a place speaks of something else than a title: years, qualities, modifiers. */
  #isGrammar(place: number): boolean {
    if (place >= this.#tokens.length) return true;
    if (readYears(this.#tokens, place, this.#sources.newestYear) !== undefined) return true;
    if (readModifiers(this.#words, place).length > 0) return true;
    const phrase = findPhrase(this.#words, place);
    return phrase !== undefined && phrase.meaning.kind !== 'filler';
  }
}

function listWords(text: string): readonly (readonly string[])[] {
  return text.split('|').map((phrase) => phrase.split(' '));
}

/** The length of the longest of some phrases that stands at a place; 0 where none does. */
function matchLongest(words: readonly string[], start: number, phrases: readonly (readonly string[])[]): number {
  return phrases.reduce((longest, phrase) => {
    const matches = phrase.length > longest && phrase.every((word, place) => words[start + place] === word);
    return matches ? phrase.length : longest;
  }, 0);
}

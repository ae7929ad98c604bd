import { type MovieGenre, movieGenres } from '@starweave/film-text';
import { BrokenCatalogueError } from './broken-catalogue-error.ts';

/** A film of the built-in catalogue: facts that anybody may state. */
export interface CatalogueFilm {
  /** From 1; a film keeps its id for ever, and what people have rated hangs on it. */
  readonly id: number;
  /** As people say it, article first, without the year: `The Matrix`. */
  readonly title: string;
  readonly year: number;
  /** Where it was mainly made: two letters of ISO 3166-1, or `SU`, `CS` and `YU` for states that are no more. */
  readonly country: string;
  readonly genres: readonly MovieGenre[];
  readonly directors: readonly string[];
  /** Three to six words for what it is about, in lower case. */
  readonly keywords: readonly string[];
}

const HEADER = 'id\ttitle\tyear\tcountry\tgenres\tdirectors\tkeywords';
const FIRST_YEAR = 1895;
const LAST_YEAR = 2100;
const FEWEST_KEYWORDS = 3;
const MOST_KEYWORDS = 6;

const genreNames: ReadonlySet<string> = new Set(movieGenres);
const isGenre = (name: string): name is MovieGenre => genreNames.has(name);

/**
 * The catalogue out of its file: tab-separated, one film a line, lists parted by `|`.
 *
 * @throws BrokenCatalogueError with the first line that is not as it should be, by its number
 */
export function parseCatalogue(text: string): readonly CatalogueFilm[] {
  const [header, ...lines] = text.trimEnd().split('\n');
  if (header !== HEADER) throw new BrokenCatalogueError(1, 'the columns are not the ones expected');
  const ids = new Set<number>();
  const titles = new Set<string>();
  return lines.map((line, index) => {
    const lineNumber = index + 2;
    const film = parseFilm(line, lineNumber);
    const title = `${film.title} (${film.year})`;
    if (ids.has(film.id)) throw new BrokenCatalogueError(lineNumber, `the id ${film.id} is there twice`);
    if (titles.has(title)) throw new BrokenCatalogueError(lineNumber, `${title} is there twice`);
    ids.add(film.id);
    titles.add(title);
    return film;
  });
}

function parseFilm(line: string, lineNumber: number): CatalogueFilm {
  const require = (holds: boolean, problem: string): void => {
    if (!holds) throw new BrokenCatalogueError(lineNumber, problem);
  };
  const fields = line.split('\t');
  require(fields.length === 7, `it has ${fields.length} columns, not 7`);
  const [idText, title, yearText, country, genreText, directorText, keywordText] = fields as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const [id, year] = [Number(idText), Number(yearText)];
  const splitList = (text: string): string[] => text.split('|');
  const genres = splitList(genreText);
  const [directors, keywords] = [splitList(directorText), splitList(keywordText)];
  require(Number.isInteger(id) && id > 0, `"${idText}" is no id`);
  require(title !== '' && title === title.trim(), `"${title}" is no title`);
  require(Number.isInteger(year) && year >= FIRST_YEAR && year <= LAST_YEAR, `"${yearText}" is no year`);
  require(/^[A-Z]{2}$/.test(country), `"${country}" is no country`);
  const strange = genres.filter((genre) => !isGenre(genre));
  require(strange.length === 0, `"${strange.join(', ')}" is no genre`);
  require(keywords.length >= FEWEST_KEYWORDS && keywords.length <= MOST_KEYWORDS, `it has ${keywords.length} keywords`);
  for (const list of [genres, directors, keywords]) {
    require(new Set(list).size === list.length, `"${list.join(', ')}" says something twice`);
    require(list.every((entry) => entry !== '' && entry === entry.trim()), `"${list.join(', ')}" has blanks`);
  }
  return { id, title, year, country, genres: genres.filter(isGenre), directors, keywords };
}

import type { Movie } from '@starweave/contract';
import { parseCommand } from '../composer/completion.ts';

/** A film as it is named in a command: `Heat (1995)`. */
export function nameFilm({ title, year }: Pick<Movie, 'title' | 'year'>): string {
  return year > 0 ? `${title} (${year})` : title;
}

/**
 * The command with a film's full name in place of the title that may mean several; undefined where the title isn't in it, so
 * that there is nothing to replace.
 */
export function clarifyCommand(words: string, title: string, film: Pick<Movie, 'title' | 'year'>): string | undefined {
  const command = parseCommand(words);
  if (command === undefined || title === '') return undefined;
  const at = findTitle(command.rest, title);
  if (at === -1) return undefined;
  return `/${command.name} ${command.rest.slice(0, at)}${nameFilm(film)}${command.rest.slice(at + title.length)}`;
}

/** Where the title stands as words of their own; capitals don't matter. */
function findTitle(text: string, title: string): number {
  const folded = text.toLowerCase();
  const wanted = title.toLowerCase();
  // Where a character's lower case has another length, places would be wrong.
  if (folded.length !== text.length) return text.indexOf(title);
  const isLetter = (character: string | undefined) => character !== undefined && /[\p{L}\p{N}]/u.test(character);
  for (let at = folded.indexOf(wanted); at !== -1; at = folded.indexOf(wanted, at + 1)) {
    if (!isLetter(folded[at - 1]) && !isLetter(folded[at + wanted.length])) return at;
  }
  return -1;
}

import type { ChatCommandOption } from '../../commands/chat-command.ts';
import { ArgumentsError } from '../../commands/parse-arguments.ts';

export const algorithmOption: ChatCommandOption = {
  name: 'algorithm',
  value: 'ID',
  help: 'Which one answers, such as hybrid, svd, item-knn, user-knn or content.',
};
export const countOption: ChatCommandOption = { name: 'count', value: 'N', help: 'How many films, 1 to 20.' };
export const helpOption: ChatCommandOption = { name: 'help', value: '', help: 'Shows this help.' };

const mostFilms = 20;

/** `--count`: how many films a card has. */
export function readCount(given: ReadonlyMap<string, string>, usualCount: number): number {
  const text = given.get('count');
  if (text === undefined) return usualCount;
  const count = /^\d{1,3}$/.test(text.trim()) ? Number(text) : 0;
  if (count >= 1 && count <= mostFilms) return count;
  throw new ArgumentsError(`--count takes a whole number from 1 to ${mostFilms}, not "${text.slice(0, 60)}".`);
}

/** An option that takes a number; `0.5` and `0,5` are the same. */
export function readNumber(given: ReadonlyMap<string, string>, name: string): number | undefined {
  const text = given.get(name);
  if (text === undefined) return undefined;
  if (!/^-?\d{1,9}([.,]\d{1,9})?$/.test(text.trim())) {
    throw new ArgumentsError(`--${name} takes a number, not "${text.slice(0, 60)}".`);
  }
  return Number(text.replace(',', '.'));
}

import type { Message } from '@starweave/contract';
import { Author } from '@starweave/contract';

/** What a person wrote last before the message at `index`: the words that it answers. */
export function precedingWords(messages: readonly Message[], index: number): string {
  const message = messages[index];
  if (message === undefined || message.author === Author.PERSON) return '';
  return messages.slice(0, index).findLast(({ author }) => author === Author.PERSON)?.text ?? '';
}

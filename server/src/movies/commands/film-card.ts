import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { MovieCardSchema } from '@starweave/contract';
import type { ChatCommandReply } from '../../commands/chat-command.ts';
import { createContractMovie, type FilmSurroundings } from '../contract-movie.ts';
import type { Film, FilmEngine } from '../engine/film-engine.ts';
import { describeCard, nameFilm, sayUnknown } from './describe-card.ts';
import { FilmWordsError } from './film-command.ts';
import { resolveTitle } from './resolve-title.ts';

const longestTitleCharacters = 200;

/** A card as a reply, with the same in words. */
export function replyWithCard(heading: string, content: MessageInitShape<typeof MovieCardSchema>): ChatCommandReply {
  const card = create(MovieCardSchema, content);
  return { kind: 'movies', card, text: describeCard(heading, card) };
}

export interface TitleContext {
  readonly engine: Pick<FilmEngine, 'search'>;
  readonly surroundings: FilmSurroundings;
  /** Name of the command, for advice. */
  readonly command: string;
}

export type SettledTitle =
  | { readonly film: Film /** It was not typed as the film is called. */; readonly isGuess: boolean }
  | { readonly reply: ChatCommandReply };

/**
 * The film that a title means, or the reply that asks back.
 *
 * @throws FilmWordsError where there is no such film, with what comes closest
 */
export async function settleTitle(
  title: string,
  { engine, surroundings, command }: TitleContext,
): Promise<SettledTitle> {
  const meaning = await resolveTitle(engine, checkTitle(title));
  if (meaning.kind === 'film') return meaning;
  if (meaning.kind === 'several') {
    const candidates = meaning.films.map((film) => createContractMovie(film, surroundings));
    return { reply: replyWithCard('', { questions: [{ title, candidates }] }) };
  }
  const [closest, ...others] = meaning.closest.map(nameFilm);
  if (closest === undefined) {
    throw new FilmWordsError('unknown-film', sayUnknown(title), 'Check the spelling, or look for it under Films.');
  }
  const more = others.length === 0 ? '' : `, then ${others.join(' and ')}`;
  const advice = `The closest is ${closest}${more}. For that one, write /${command} ${closest}.`;
  throw new FilmWordsError('unknown-film', sayUnknown(title), advice);
}

function checkTitle(title: string): string {
  const characters = [...title].length;
  if (characters <= longestTitleCharacters) return title;
  const count = characters.toLocaleString('en-US');
  const message = `A title has at most ${longestTitleCharacters} characters; this has ${count}.`;
  throw new FilmWordsError('title-too-long', message, 'Write its beginning only.');
}

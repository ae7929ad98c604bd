import type { ChatCommand, ChatCommandReply } from '../../commands/chat-command.ts';
import { createRecommendation } from '../contract-movie.ts';
import type { Film } from '../engine/film-engine.ts';
import { changeOpinion } from '../film-opinion-store.ts';
import type { Viewer } from '../movie-service-dependencies.ts';
import { nameFilm, sayHalfStars } from './describe-card.ts';
import { replyWithCard, settleTitle } from './film-card.ts';
import {
  createFilmCommand,
  type FilmCall,
  type FilmCommandDependencies,
  FilmWordsError,
  loadCallViewer,
} from './film-command.ts';
import { helpOption } from './film-options.ts';
import { parseStars, type RatedWords } from './parse-stars.ts';
import { resolveTitle } from './resolve-title.ts';

/** `/rate <title> <stars>`: rates a film, or changes the rating. */
export function createRateCommand(dependencies: FilmCommandDependencies): ChatCommand {
  const description = {
    name: 'rate',
    usage: '/rate <title> <stars>',
    help: 'Rates a film, from half a star to five. The next list knows it.',
    options: [helpOption],
    examples: ['/rate Heat 4.5', '/rate Heat (1995) 4½', '/rate The Godfather ★★★★★', '/rate "Toy Story 3" 4'],
    needsWords: true,
  };
  return createFilmCommand(dependencies, description, answer);
}

async function answer(call: FilmCall): Promise<readonly ChatCommandReply[]> {
  const { engine, parsed } = call;
  const rated = parseStars(parsed.text);
  if (rated.kind !== 'rated' || rated.title === '') throw describeMissing(rated);
  await refuseIfTitle(call);
  const viewer = await loadCallViewer(call);
  const settled = await settleTitle(rated.title, { engine, surroundings: viewer, command: 'rate' });
  if ('reply' in settled) return [settled.reply];
  const { film, isGuess } = settled;
  return [await rate(call, { viewer, film, isGuess, rated })];
}

interface Rating {
  readonly viewer: Viewer;
  readonly film: Film;
  readonly isGuess: boolean;
  readonly rated: RatedWords & { readonly kind: 'rated' };
}

async function rate(
  { caller, transaction, findArtUrl }: FilmCall,
  { film, isGuess, rated: { title, halfStars } }: Rating,
): Promise<ChatCommandReply> {
  // The rating stands or falls with the message that gives it.
  const database = { transaction: <T>(work: (within: typeof transaction) => Promise<T>) => work(transaction) };
  const { previous, opinion, ratingCount } = await changeOpinion(database, { caller, film }, { halfStars });
  const before = previous?.halfStars ?? undefined;
  const change = before === undefined || before === halfStars ? '' : ` It had ${sayHalfStars(before)} before.`;
  const guess = isGuess ? ` I read “${title}” as that.` : '';
  const isFirst = ratingCount === 1 && before === undefined;
  const films = ratingCount === 1 ? '1 film' : `${ratingCount} films`;
  const count = isFirst ? 'It is the first film you rated.' : `You have rated ${films}.`;
  const heading = `You gave ${nameFilm(film)} ${sayHalfStars(halfStars)}.${change}${guess} ${count}`;
  const surroundings = { findOpinion: () => opinion, findArtUrl };
  const shown = createRecommendation({ film, predictedRating: 0, score: 0, sentence: '' }, surroundings);
  return replyWithCard(heading, { recommendations: [shown] });
}

const range = 'Ratings go from half a star to five, in halves';

function describeMissing(rated: RatedWords): FilmWordsError {
  if (rated.title === '') {
    return new FilmWordsError('film-missing', 'Which film?', 'Write the title before the stars: /rate Heat 4.5.');
  }
  const title = [...rated.title].slice(0, 60).join('');
  if (rated.kind === 'out-of-range') {
    const message = `${rated.stars} is no rating. ${range}.`;
    return new FilmWordsError(
      'rating-invalid',
      message,
      `Write /rate ${title} 4.5, with a number in the title before it.`,
    );
  }
  return new FilmWordsError(
    'rating-missing',
    `How many stars? ${range}.`,
    `Write them after the title: /rate ${title} 4.5.`,
  );
}

/** `Toy Story 3` may be a film without stars, or `Toy Story` with three: a rating is not a thing to guess. */
async function refuseIfTitle({ engine, parsed: { text } }: FilmCall): Promise<void> {
  const last = /\s([1-5])$/.exec(text)?.[1];
  if (last === undefined || /["”“]/.test(text)) return;
  const meaning = await resolveTitle(engine, text.slice(0, 200));
  if (meaning.kind !== 'film' || meaning.isGuess) return;
  const shorter = text.slice(0, -1).trim();
  const message = `${nameFilm(meaning.film)} is a film, so I can't tell whether ${last} is part of its title.`;
  const advice = `Write /rate "${text}" 4 for that one, or /rate "${shorter}" ${last} for ${shorter}.`;
  throw new FilmWordsError('rating-unclear', message, advice);
}

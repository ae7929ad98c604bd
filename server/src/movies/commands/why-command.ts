import type { ChatCommand, ChatCommandReply } from '../../commands/chat-command.ts';
import { checkAlgorithm } from '../check-movie-request.ts';
import { createModelAnswer, createRecommendation } from '../contract-movie.ts';
import type { ExplainedPart, Film } from '../engine/film-engine.ts';
import { listPossibleKeys } from '../engine/film-key.ts';
import { nameFilm } from './describe-card.ts';
import { replyWithCard, settleTitle } from './film-card.ts';
import {
  createFilmCommand,
  type FilmCall,
  type FilmCommandDependencies,
  FilmWordsError,
  loadCallViewer,
} from './film-command.ts';
import { algorithmOption, helpOption } from './film-options.ts';

const mostParts = 5;

/** `/why <title>`: why a film is recommended; without a title, the first film of the room's last card. */
export function createWhyCommand(dependencies: FilmCommandDependencies): ChatCommand {
  const description = {
    name: 'why',
    usage: '/why [title]',
    help: 'Says why a film is recommended: the first one of the last list, or the one that you name.',
    options: [algorithmOption, helpOption],
    examples: ['/why', '/why Heat', '/why Heat (1995) --algorithm item-knn'],
    needsWords: false,
  };
  return createFilmCommand(dependencies, description, answer);
}

async function answer(call: FilmCall): Promise<readonly ChatCommandReply[]> {
  const { engine, parsed } = call;
  const asked = checkAlgorithm(parsed.options.get('algorithm') ?? '');
  const viewer = await loadCallViewer(call);
  const named = parsed.text === '' ? await findFirstOfLastCard(call) : undefined;
  const settled = named ?? (await settleTitle(parsed.text, { engine, surroundings: viewer, command: 'why' }));
  if ('reply' in settled) return [settled.reply];
  const algorithm = asked ?? named?.algorithm;
  const { person } = viewer.opinions;
  const filmId = settled.film.id;
  const explained = await engine.explain({ person, filmId, ...(algorithm && { algorithm }) });
  const { film, sentence, predictedRating, total: score, parts } = explained;
  const recommendation = createRecommendation({ film, predictedRating, score, sentence }, viewer);
  const model = createModelAnswer(explained.model);
  const heading = [`Why ${nameFilm(film)}?`, ...describeParts(parts)].join('\n');
  return [replyWithCard(heading, { recommendations: [recommendation], model })];
}

interface ShownFilm {
  readonly film: Film;
  /** Which model the list came from, so that it is the one that says why. */
  readonly algorithm: ReturnType<typeof checkAlgorithm>;
}

async function findFirstOfLastCard({ engine, findLastMovieCard }: FilmCall): Promise<ShownFilm> {
  const card = await findLastMovieCard();
  const [first] = card?.recommendations ?? [];
  if (first === undefined) {
    const advice = 'Ask for some with /recommend first, or name one: /why Heat.';
    throw new FilmWordsError('film-missing', 'No films were shown in this room yet.', advice);
  }
  const { title, year, movieId } = first;
  const [plain, namesake] = await engine.findFilms(listPossibleKeys(title, year === 0 ? undefined : year));
  const film = namesake?.id === movieId ? namesake : plain;
  if (film !== undefined) return { film, algorithm: checkAlgorithm(card?.model?.algorithm ?? '') };
  const message = `${nameFilm(first)} is not among the films in use now.`;
  throw new FilmWordsError('film-missing', message, 'Ask for a new list with /recommend.');
}

function describeParts(parts: readonly ExplainedPart[]): string[] {
  return parts
    .slice(0, mostParts)
    .map(({ label, amount }) => `- ${label}: ${amount < 0 ? '−' : '+'}${Math.abs(amount).toFixed(2)}`);
}

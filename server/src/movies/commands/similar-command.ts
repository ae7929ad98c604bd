import type { ChatCommand, ChatCommandReply } from '../../commands/chat-command.ts';
import { checkAlgorithm } from '../check-movie-request.ts';
import { createModelAnswer, createRecommendation } from '../contract-movie.ts';
import { nameFilm } from './describe-card.ts';
import { replyWithCard, settleTitle } from './film-card.ts';
import { createFilmCommand, type FilmCall, type FilmCommandDependencies, loadCallViewer } from './film-command.ts';
import { algorithmOption, countOption, helpOption, readCount } from './film-options.ts';

const usualCount = 5;

/** `/similar <title>`: the films most like one, as a card. */
export function createSimilarCommand(dependencies: FilmCommandDependencies): ChatCommand {
  const description = {
    name: 'similar',
    usage: '/similar <title> [options]',
    help: 'Finds films like one.',
    options: [countOption, algorithmOption, helpOption],
    examples: ['/similar Heat', '/similar Heat (1995)', '/similar The Matrix --count 10 --algorithm content'],
    needsWords: true,
  };
  return createFilmCommand(dependencies, description, answer);
}

async function answer(call: FilmCall): Promise<readonly ChatCommandReply[]> {
  const { engine, parsed } = call;
  const algorithm = checkAlgorithm(parsed.options.get('algorithm') ?? '');
  const limit = readCount(parsed.options, usualCount);
  const surroundings = await loadCallViewer(call);
  const settled = await settleTitle(parsed.text, { engine, surroundings, command: 'similar' });
  if ('reply' in settled) return [settled.reply];
  const { film } = settled;
  const similar = await engine.findSimilarFilms({ filmId: film.id, limit, ...(algorithm && { algorithm }) });
  if (similar.films.length === 0) return [{ kind: 'text', text: `No film is like ${nameFilm(film)} that I know of.` }];
  const filmIds = similar.films.map((each) => each.film.id);
  const { predictions } = await engine.predict({ person: surroundings.opinions.person, filmIds });
  const ratings = new Map(predictions.map(({ filmId, rating }) => [filmId, rating]));
  const recommendations = similar.films.map(({ film: each, score }) => {
    const predictedRating = ratings.get(each.id) ?? 0;
    return createRecommendation({ film: each, score, predictedRating, sentence: '' }, surroundings);
  });
  return [replyWithCard(`Films like ${nameFilm(film)}:`, { recommendations, model: createModelAnswer(similar.model) })];
}

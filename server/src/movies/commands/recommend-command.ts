import type { RecommendResponse } from '@starweave/contract';
import { movieGenres } from '@starweave/film-text';
import type { ChatCommand, ChatCommandOption, ChatCommandReply } from '../../commands/chat-command.ts';
import { ArgumentsError, type ParsedArguments } from '../../commands/parse-arguments.ts';
import { checkAlgorithm, checkDiversity, checkFields, checkText } from '../check-movie-request.ts';
import type { FilmFilter } from '../engine/film-engine.ts';
import { type FilmListRequest, recommendFilms } from '../recommend-films.ts';
import { sayUnknown } from './describe-card.ts';
import { replyWithCard } from './film-card.ts';
import { createFilmCommand, type FilmCall, type FilmCommandDependencies, loadCallViewer } from './film-command.ts';
import { algorithmOption, countOption, helpOption, readCount, readNumber } from './film-options.ts';

const options: readonly ChatCommandOption[] = [
  countOption,
  { name: 'genre', value: 'GENRE', help: 'Only films of this genre, or of one of several with commas between them.' },
  { name: 'from', value: 'YEAR', help: 'Only films of this year and later.' },
  { name: 'to', value: 'YEAR', help: 'Only films of this year and earlier.' },
  { name: 'diversity', value: 'X', help: 'From 0, the best films however alike, to 1, as different as can be.' },
  algorithmOption,
  helpOption,
];

const usualCount = 5;
const longestWishCharacters = 500;

/** `/recommend <wish>`: films for the person, as a card. */
export function createRecommendCommand(dependencies: FilmCommandDependencies): ChatCommand {
  const description = {
    name: 'recommend',
    usage: '/recommend [what you feel like] [options]',
    help: 'Finds films for you.',
    options,
    examples: [
      '/recommend something like Heat, but funnier, after 2000',
      '/recommend a quiet film by Ozu',
      '/recommend --genre Sci-Fi,Mystery --to 1989 --count 10',
    ],
    needsWords: false,
  };
  return createFilmCommand(dependencies, description, answer);
}

async function answer(call: FilmCall): Promise<readonly ChatCommandReply[]> {
  const request = readRequest(call.parsed);
  const dependencies = { engine: call.engine, loadViewer: () => loadCallViewer(call) };
  const response = await recommendFilms(dependencies, request);
  const questions = response.understood?.questions ?? [];
  const isLost = questions.some(({ candidates }) => candidates.length > 0) || response.understood?.like.length === 0;
  if (questions.length > 0 && isLost) return [replyWithCard('', { questions })];
  const notes = listNotes(response, request);
  const about: ChatCommandReply[] = notes.length === 0 ? [] : [{ kind: 'text', text: notes.join(' ') }];
  if (response.recommendations.length === 0) {
    return [{ kind: 'text', text: ['No film is left.', ...notes].join(' ') }];
  }
  const { recommendations, model } = response;
  return [replyWithCard('Films for you:', { recommendations, ...(model && { model }) }), ...about];
}

function readRequest({ text, options: given }: ParsedArguments): FilmListRequest {
  const [yearFrom, yearTo] = [readYear(given, 'from'), readYear(given, 'to')];
  if (yearFrom !== undefined && yearTo !== undefined && yearFrom > yearTo) {
    throw new ArgumentsError(`--from ${yearFrom} is after --to ${yearTo}; no film is of both.`);
  }
  const genres = readGenres(given.get('genre'));
  const filter: FilmFilter = {
    ...(genres.length > 0 && { genres }),
    ...(yearFrom !== undefined && { yearFrom }),
    ...(yearTo !== undefined && { yearTo }),
  };
  const checked = checkFields({
    algorithm: () => checkAlgorithm(given.get('algorithm') ?? ''),
    diversity: () => checkDiversity(readNumber(given, 'diversity')),
    wishText: () => checkText('wish', text, longestWishCharacters),
  });
  return { ...checked, filter, limit: readCount(given, usualCount), likeIds: [], requested: { kind: 'caller' } };
}

function readYear(given: ReadonlyMap<string, string>, name: 'from' | 'to'): number | undefined {
  const text = given.get(name);
  if (text === undefined) return undefined;
  if (!/^(18|19|20)\d\d$/.test(text.trim()))
    throw new ArgumentsError(`--${name} takes a year, such as 1999, not "${shorten(text)}".`);
  return Number(text);
}

const genresBySpelling = new Map(movieGenres.map((genre) => [spell(genre), genre]));

function readGenres(text = ''): string[] {
  const names = text.split(',').filter((name) => name.trim() !== '');
  return names.map((name) => {
    const genre = genresBySpelling.get(spell(name));
    if (genre !== undefined) return genre;
    throw new ArgumentsError(`There is no genre "${shorten(name.trim())}". Genres: ${movieGenres.join(', ')}.`);
  });
}

/** `sci fi`, `SciFi` and `Sci-Fi` are the same. */
function spell(genre: string): string {
  return genre.toLowerCase().replace(/[^a-z]/g, '');
}

function shorten(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}

/** What a person should know about the list, in sentences. */
function listNotes(
  { understood, advice, ratingCount, recommendations }: RecommendResponse,
  { limit }: FilmListRequest,
) {
  const unknown = (understood?.questions ?? []).map(({ title }) => sayUnknown(title));
  const ignored = understood?.ignoredWords ?? [];
  const fewer = recommendations.length < limit ? advice.map(({ text }) => text) : [];
  const isForAnybody = ratingCount === 0 && (understood?.like ?? []).length === 0;
  return [
    ...unknown,
    ...(ignored.length === 0 ? [] : [`I passed over: ${ignored.join(', ')}.`]),
    ...fewer,
    ...(isForAnybody
      ? ['You have rated no film yet, so this is for anybody: /rate a few, and the next list is yours.']
      : []),
  ];
}

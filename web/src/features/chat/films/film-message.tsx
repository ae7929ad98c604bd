import type { Message, MovieCard, MovieRecommendation } from '@starweave/contract';
import { Icon } from '../../../design/icon.tsx';
import { FilmCard, FilmFacts } from '../../movies/film/film-card.tsx';
import { filmOfRecommendation } from '../../movies/film/film-of-recommendation.ts';
import { SimulatedBadge } from '../../movies/film/simulated-badge.tsx';
import { useAlgorithmNames } from '../../movies/film/use-algorithm-names.ts';
import { parseCommand } from '../composer/completion.ts';
import { formatTime } from '../conversation/format-time.ts';
import { FilmQuestion } from './film-question.tsx';

export interface FilmMessageProps {
  readonly message: Message;
  readonly card: MovieCard;
  /** The command that asked for it. */
  readonly words: string;
}

/** Films in the conversation: each with what a model expects, why, and what the person says about it; or which is meant. */
export function FilmMessage({ message, card, words }: FilmMessageProps) {
  const { recommendations, questions, model } = card;
  const [heading = ''] = message.text.split('\n', 1);
  const asksWhy = parseCommand(words)?.name === 'why';
  return (
    <article aria-label={recommendations.length > 0 ? heading : 'Which film?'} className="flex flex-col gap-3">
      <div className="flex min-h-9 items-center gap-2 text-sm text-ink-faint">
        <span className="font-medium text-ink-soft">Starweave</span>
        <time className="text-xs">{formatTime(message.createdAt)}</time>
      </div>
      {recommendations.length > 0 && (
        <>
          <h2 className="break-words" dir="auto">
            {heading}
          </h2>
          <ol aria-label="Films" className="flex flex-col gap-2.5">
            {recommendations.map((recommendation, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a card never changes its order, and films may share id 0
              <li key={index}>
                <ShownFilm recommendation={recommendation} algorithm={model?.algorithm} startsOpen={asksWhy} />
              </li>
            ))}
          </ol>
        </>
      )}
      {questions.map((question) => (
        <FilmQuestion key={question.title} roomId={message.roomId} question={question} words={words} />
      ))}
      {model !== undefined && recommendations.length > 0 && <Answerer model={model} />}
    </article>
  );
}

interface ShownFilmProps {
  readonly recommendation: MovieRecommendation;
  readonly algorithm: string | undefined;
  readonly startsOpen: boolean;
}

function ShownFilm({ recommendation, algorithm, startsOpen }: ShownFilmProps) {
  const film = filmOfRecommendation(recommendation);
  const { predictedRating, explanation } = recommendation;
  if (film.movieId === 0) return <GoneFilm recommendation={recommendation} />;
  return (
    <FilmCard
      film={film}
      // 0: nothing is expected of a film that was just rated.
      predictedRating={predictedRating > 0 ? predictedRating : undefined}
      // Where the exact parts are shown, their sentence is among them.
      explanation={startsOpen ? '' : explanation}
      {...(algorithm !== undefined && algorithm !== '' && { algorithm })}
      startsWithWhy={startsOpen}
      headingLevel={3}
    />
  );
}

/** A film of a data set that isn't in use any more: what was said of it stays readable. */
function GoneFilm({ recommendation }: { readonly recommendation: MovieRecommendation }) {
  return (
    <article
      aria-label={recommendation.title}
      className="rounded-3xl border border-dashed border-line px-4 py-3 text-ink-soft"
    >
      <h3 className="font-display text-[1.35rem] leading-[1.15] break-words" dir="auto">
        {recommendation.title}
      </h3>
      <FilmFacts film={recommendation} />
      <p className="mt-1 flex items-center gap-1.5 text-sm">
        <Icon name="warning" size={15} />
        Not among the films in use now.
      </p>
    </article>
  );
}

function Answerer({ model }: { readonly model: NonNullable<MovieCard['model']> }) {
  const { algorithm, requestedAlgorithm, isFallback, reason, simulated } = model;
  const names = useAlgorithmNames();
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1.5 text-sm text-ink-soft">
      <span className={names === undefined ? 'invisible' : ''}>
        Answered by <strong className="font-medium text-ink">{names?.get(algorithm) ?? algorithm}</strong>
        {isFallback && (
          <span className="text-danger">
            , not by {names?.get(requestedAlgorithm) ?? requestedAlgorithm}
            {reason !== '' && `: ${reason}`}
          </span>
        )}
      </span>
      {simulated && <SimulatedBadge />}
    </p>
  );
}

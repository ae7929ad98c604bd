import type { Algorithm, GetMovieResponse, ModelAnswer, Movie } from '@starweave/contract';
import { type ReactNode, useId, useState } from 'react';
import { Icon } from '../../../design/icon.tsx';
import { PageLink } from '../../../design/page-link.tsx';
import { FeedbackButtons } from '../film/feedback-buttons.tsx';
import { FilmArt } from '../film/film-art.tsx';
import { SimulatedBadge } from '../film/simulated-badge.tsx';
import { StarRating } from '../film/star-rating.tsx';
import { Stars } from '../film/stars.tsx';
import { useFilmActions } from '../film/use-film-actions.ts';
import { WhyPanel } from '../film/why-panel.tsx';
import { nameOfAlgorithm } from '../model/describe-algorithm.ts';
import { PageHeading } from '../page-heading.tsx';
import { addressOfSearch } from '../search/search-wish.ts';

export interface FilmHeadProps {
  readonly answer: GetMovieResponse;
  readonly film: Movie;
  readonly algorithms: readonly Algorithm[];
}

const MOST_TAB_CHARACTERS = 200;

/** A film's picture, facts and ratings: everyone's, the one that is expected, and the caller's. */
export function FilmHead({ answer, film, algorithms }: FilmHeadProps) {
  return (
    <div className="grid gap-x-10 gap-y-6 sm:grid-cols-[minmax(0,18rem)_minmax(0,1fr)] lg:grid-cols-[minmax(0,22rem)_minmax(0,1fr)]">
      <FilmArt film={film} className="w-full max-w-[14rem] self-start rounded-3xl shadow-picture sm:max-w-none" />
      <div className="grid min-w-0 content-start gap-6">
        <PageHeading title={film.title.slice(0, MOST_TAB_CHARACTERS)} lead={<Facts film={film} />}>
          <span className="line-clamp-4 pb-[0.14em]">{film.title}</span>
        </PageHeading>
        <Keywords keywords={film.keywords} />
        <Ratings answer={answer} film={film} algorithms={algorithms} />
      </div>
    </div>
  );
}

const LINK = 'decoration-line-strong underline-offset-4 hover:text-accent hover:underline';

function Facts({ film: { year, genres, directors } }: { readonly film: Movie }) {
  return (
    <span className="grid gap-1">
      <span>
        {year > 0 && (
          <>
            <PageLink to={addressOfSearch({ yearFrom: year, yearTo: year })} className={`tabular-nums ${LINK}`}>
              {year}
            </PageLink>
            {genres.length > 0 && ' · '}
          </>
        )}
        <Listed names={genres} addressOf={(genre) => addressOfSearch({ genres: [genre] })} />
      </span>
      {directors.length > 0 && (
        <span>
          Directed by <Listed names={directors} addressOf={(director) => addressOfSearch({ director })} />
        </span>
      )}
    </span>
  );
}

interface ListedProps {
  readonly names: readonly string[];
  readonly addressOf: (name: string) => string;
}

function Listed({ names, addressOf }: ListedProps): ReactNode {
  return names.map((name, index) => (
    <span key={name}>
      {index > 0 && ', '}
      <PageLink to={addressOf(name)} dir="auto" className={`break-words ${LINK}`}>
        {name}
      </PageLink>
    </span>
  ));
}

function Keywords({ keywords }: { readonly keywords: readonly string[] }) {
  if (keywords.length === 0) return null;
  return (
    <ul aria-label="Keywords" className="flex flex-wrap gap-2">
      {keywords.map((keyword) => (
        <li key={keyword} className="min-w-0">
          <PageLink
            to={addressOfSearch({ words: keyword })}
            dir="auto"
            className="inline-flex min-h-8 max-w-full items-center rounded-full border border-line bg-surface px-3 text-sm break-words text-ink-soft transition-colors hover:border-line-strong hover:text-ink"
          >
            {keyword}
          </PageLink>
        </li>
      ))}
    </ul>
  );
}

function Ratings({ answer: { predictedRating, model }, film, algorithms }: FilmHeadProps) {
  const [isWhyOpen, setWhyOpen] = useState(false);
  const whyId = useId();
  const { meanRating, ratingCount, movieId } = film;
  return (
    <div className="@container grid gap-3">
      <div className="grid gap-x-8 gap-y-5 rounded-3xl border border-line bg-surface p-5 @xl:grid-cols-[auto_auto_minmax(0,1fr)]">
        <OwnRating film={film} />
        <Rating name="Everyone’s">
          {meanRating === undefined ? (
            <span className="text-ink-soft">Not rated yet</span>
          ) : (
            <Stars label="Everyone’s mean rating" value={meanRating} size={20} />
          )}
          <span className="text-sm text-ink-faint">
            {ratingCount === 1 ? '1 rating' : `${ratingCount.toLocaleString('en')} ratings`}
          </span>
          {model?.simulated === true && <SimulatedBadge className="justify-self-start" />}
        </Rating>
        <Rating name="Expected from you">
          {predictedRating === undefined ? (
            <span className="text-ink-soft">No model serves just now</span>
          ) : (
            <>
              <Stars label="Expected from you" value={predictedRating} size={20} />
              {model !== undefined && <PredictedBy model={model} algorithms={algorithms} />}
              <WhyButton isOpen={isWhyOpen} onToggle={() => setWhyOpen(!isWhyOpen)} controls={whyId} />
            </>
          )}
        </Rating>
      </div>
      <div id={whyId}>{isWhyOpen && <WhyPanel movieId={movieId} algorithm={model?.algorithm ?? ''} userId="" />}</div>
    </div>
  );
}

function OwnRating({ film }: { readonly film: Movie }) {
  const { rating, rate } = useFilmActions(film);
  return (
    <Rating name="Your rating">
      <span className="-ml-0.5">
        <StarRating title={film.title} rating={rating} onRate={rate} size={30} />
      </span>
      <span className="-ml-2">
        <FeedbackButtons film={film} />
      </span>
    </Rating>
  );
}

interface PredictedByProps {
  readonly model: ModelAnswer;
  readonly algorithms: readonly Algorithm[];
}

function PredictedBy({ model, algorithms }: PredictedByProps) {
  const { algorithm, requestedAlgorithm, isFallback, reason } = model;
  return (
    <span className="text-sm text-ink-faint">
      by {nameOfAlgorithm(algorithms, algorithm)}
      {isFallback && ` instead of ${nameOfAlgorithm(algorithms, requestedAlgorithm)}. ${reason}`}
    </span>
  );
}

interface WhyButtonProps {
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  /** Id of what it opens. */
  readonly controls: string;
}

function WhyButton({ isOpen, onToggle, controls }: WhyButtonProps) {
  return (
    <button
      type="button"
      aria-expanded={isOpen}
      aria-controls={controls}
      onClick={onToggle}
      className="-ml-3 inline-flex min-h-9 items-center gap-1.5 justify-self-start rounded-full px-3 text-sm font-medium text-accent hover:bg-accent-wash"
    >
      Why?
      <span className={`transition-transform ${isOpen ? 'rotate-180' : ''}`}>
        <Icon name="chevron-down" size={15} />
      </span>
    </button>
  );
}

function Rating({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <section aria-label={name} className="grid content-start gap-1.5">
      <h2 className="text-sm text-ink-soft">{name}</h2>
      {children}
    </section>
  );
}

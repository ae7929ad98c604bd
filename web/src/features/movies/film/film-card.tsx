import type { Movie } from '@starweave/contract';
import { formatGenres } from '@starweave/film-text';
import { type ReactNode, useId, useState } from 'react';
import { Icon } from '../../../design/icon.tsx';
import { FeedbackButtons } from './feedback-buttons.tsx';
import { FilmArt } from './film-art.tsx';
import { FilmPictureLink, FilmTitleLink } from './film-links.tsx';
import { StarRating } from './star-rating.tsx';
import { Stars } from './stars.tsx';
import { useFilmActions } from './use-film-actions.ts';
import { WhyPanel } from './why-panel.tsx';

export interface FilmCardProps {
  readonly film: Movie;
  /** 0.5 to 5, what a model expects the person to give it. */
  readonly predictedRating?: number | undefined;
  /** One sentence. */
  readonly explanation?: string;
  /** Id of the model that "why" is asked of; not given: there is no such button. */
  readonly algorithm?: string;
  /** True: why is shown from the beginning. */
  readonly startsWithWhy?: boolean;
  /** Whose list it is; not given: the caller's. On another's list nothing can be said about a film. */
  readonly userId?: string;
  /** Above the title, as in "In both lists". */
  readonly note?: ReactNode;
  /** The heading level that fits the page. */
  readonly headingLevel?: 2 | 3 | 4;
}

/** A film in a list: picture, title, what it is, what a model expects, and what the person says about it. */
export function FilmCard(props: FilmCardProps) {
  const { film, predictedRating, explanation = '', algorithm, userId = '', note, headingLevel = 3 } = props;
  const { startsWithWhy = false } = props;
  const [isWhyOpen, setWhyOpen] = useState(startsWithWhy);
  const whyId = useId();
  const Heading = `h${headingLevel}` as const;
  return (
    <article
      aria-label={film.title}
      className="@container rounded-3xl border border-line bg-surface p-3 transition-colors hover:border-line-strong/60 sm:p-4"
    >
      <div className="grid grid-cols-[5.25rem_minmax(0,1fr)] gap-x-3.5 gap-y-2 @md:grid-cols-[8.5rem_minmax(0,1fr)] @md:gap-x-5">
        <FilmPictureLink movieId={film.movieId} className="row-span-2 self-start">
          <FilmArt film={film} className="w-full rounded-xl @md:rounded-2xl" />
        </FilmPictureLink>
        <div className="grid min-w-0 content-start gap-1">
          {note}
          <Heading className="font-display text-[1.35rem] leading-[1.15] wrap-anywhere @md:text-[1.6rem]" dir="auto">
            <FilmTitleLink film={film} className="line-clamp-3" />
          </Heading>
          <FilmFacts film={film} />
          {predictedRating !== undefined && <Stars label="Expected" value={predictedRating} />}
        </div>
        <div className="col-span-2 grid min-w-0 gap-1.5 @md:col-span-1 @md:col-start-2">
          {explanation !== '' && <p className="line-clamp-4 text-[0.9375rem] text-ink-soft">{explanation}</p>}
          <div className="-mx-1.5 flex flex-wrap items-center gap-x-1.5 @sm:gap-x-3">
            {userId === '' && <OwnMarks film={film} />}
            {algorithm !== undefined && (
              <WhyButton
                title={film.title}
                isOpen={isWhyOpen}
                controls={whyId}
                onToggle={() => setWhyOpen(!isWhyOpen)}
              />
            )}
          </div>
        </div>
      </div>
      <div id={whyId}>
        {isWhyOpen && <WhyPanel movieId={film.movieId} algorithm={algorithm ?? ''} userId={userId} />}
      </div>
    </article>
  );
}

interface WhyButtonProps {
  readonly title: string;
  readonly isOpen: boolean;
  /** Id of what it opens. */
  readonly controls: string;
  readonly onToggle: () => void;
}

function WhyButton({ title, isOpen, controls, onToggle }: WhyButtonProps) {
  return (
    <button
      type="button"
      aria-expanded={isOpen}
      aria-controls={controls}
      aria-label={`Why ${title}?`}
      onClick={onToggle}
      className="ml-auto inline-flex min-h-9 items-center gap-1 rounded-full px-2 text-sm font-medium text-accent hover:bg-accent-wash @sm:gap-1.5 @sm:px-3"
    >
      Why?
      <span className={`transition-transform ${isOpen ? 'rotate-180' : ''}`}>
        <Icon name="chevron-down" size={15} />
      </span>
    </button>
  );
}

export interface FilmFactsProps {
  readonly film: Pick<Movie, 'year' | 'genres'>;
  /** At most so many genres are named. */
  readonly genreCount?: number;
}

/** The year and the genres in one quiet line. */
export function FilmFacts({ film, genreCount = 3 }: FilmFactsProps) {
  return (
    <p className="text-sm text-ink-faint">
      {film.year > 0 && <span className="tabular-nums">{film.year} · </span>}
      {/* "(+1 more)" stays in one line. */}
      {formatGenres(film.genres, genreCount).replace(/ (?=more\)$)/, '\u00a0')}
    </p>
  );
}

function OwnMarks({ film }: { readonly film: Movie }) {
  const { rating, rate } = useFilmActions(film);
  return (
    <>
      <FeedbackButtons film={film} />
      <StarRating title={film.title} rating={rating} onRate={rate} size={22} />
    </>
  );
}

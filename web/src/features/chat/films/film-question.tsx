import type { Movie, TitleQuestion } from '@starweave/contract';
import { formatGenres } from '@starweave/film-text';
import { PageLink } from '../../../design/page-link.tsx';
import { FilmArt } from '../../movies/film/film-art.tsx';
import { useSession } from '../state/chat-context.ts';
import { editInComposer, returnToComposer } from '../state/drafts.ts';
import { sendMessage } from '../state/message-actions.ts';
import { clarifyCommand, nameFilm } from './clarify-command.ts';

export interface FilmQuestionProps {
  readonly roomId: string;
  readonly question: TitleQuestion;
  /** The command that can't go on without an answer. */
  readonly words: string;
}

/** Which film a title means, to be answered with one press: the command is sent again with the film's full name. */
export function FilmQuestion({ roomId, question: { title, candidates }, words }: FilmQuestionProps) {
  const session = useSession();
  const choose = (film: Movie) => {
    const clarified = clarifyCommand(words, title, film);
    // The title was read into the words: only the person knows where it goes.
    if (clarified === undefined) return editInComposer(roomId, `${words} ${nameFilm(film)}`);
    void sendMessage(session, roomId, clarified);
    returnToComposer();
  };
  if (candidates.length === 0) {
    return (
      <p className="rounded-2xl bg-glow-wash px-4 py-3 break-words" dir="auto">
        No film is called “{title}”.{' '}
        <PageLink to="/movies/search" className="font-medium text-accent underline underline-offset-4">
          Search for it
        </PageLink>
      </p>
    );
  }
  return (
    <fieldset className="grid gap-2.5">
      <legend className="mb-2.5 break-words" dir="auto">
        Which film is “{title}”?
      </legend>
      {candidates.map((film) => (
        <button
          key={`${film.movieId} ${nameFilm(film)}`}
          type="button"
          onClick={() => choose(film)}
          className="grid grid-cols-[3.25rem_minmax(0,1fr)] items-center gap-3.5 rounded-2xl border border-line bg-surface p-2 pr-4 text-left transition-colors hover:border-accent"
        >
          <FilmArt film={film} kind="swatch" className="w-full rounded-xl" />
          <span className="grid min-w-0">
            <span dir="auto" className="line-clamp-2 font-medium break-words">
              {nameFilm(film)}
            </span>
            <span className="line-clamp-1 text-sm text-ink-faint">
              {[formatGenres(film.genres), ...film.directors.slice(0, 2)].join(' · ')}
            </span>
          </span>
        </button>
      ))}
    </fieldset>
  );
}

import type { MovieWish, TitleQuestion } from '@starweave/contract';
import { describeWish, settleTitle } from './describe-wish.ts';

export interface UnderstoodWishProps {
  readonly understood: MovieWish;
  readonly wish: string;
  readonly onChange: (wish: string) => void;
}

/** How the wish was understood, what was not, and which film was meant where there are several. */
export function UnderstoodWish({ understood, wish, onChange }: UnderstoodWishProps) {
  const parts = describeWish(understood);
  const { ignoredWords, questions } = understood;
  if (parts.length === 0 && ignoredWords.length === 0 && questions.length === 0) return null;
  return (
    <div className="grid gap-2 px-1 text-sm">
      {(parts.length > 0 || ignoredWords.length > 0) && (
        <p className="flex flex-wrap items-center gap-1.5">
          {parts.length > 0 && <span className="mr-1 text-ink-faint">Understood as</span>}
          {parts.map((part) => (
            <span
              key={part}
              dir="auto"
              className="min-w-0 rounded-2xl bg-accent-wash px-2.5 py-0.5 wrap-anywhere text-accent"
            >
              {part}
            </span>
          ))}
          {ignoredWords.length > 0 && (
            <span className="min-w-0 wrap-anywhere text-ink-faint">
              Not understood: <span dir="auto">{ignoredWords.join(', ')}</span>
            </span>
          )}
        </p>
      )}
      {questions.map((question) => (
        <WhichFilm
          key={question.title}
          question={question}
          onChoose={(film) => onChange(settleTitle(wish, question.title, film))}
        />
      ))}
    </div>
  );
}

interface WhichFilmProps {
  readonly question: TitleQuestion;
  readonly onChoose: (film: { readonly title: string; readonly year: number }) => void;
}

function WhichFilm({ question: { title, candidates }, onChoose }: WhichFilmProps) {
  if (candidates.length === 0) {
    return (
      <p className="rounded-2xl bg-glow-wash px-3.5 py-2 wrap-anywhere">
        There is no film called “<span dir="auto">{title}</span>” here.
      </p>
    );
  }
  return (
    <fieldset className="flex min-w-0 flex-wrap items-center gap-1.5 rounded-2xl bg-glow-wash px-3.5 py-2 wrap-anywhere">
      <legend className="float-left mr-2 contents">
        Which <span dir="auto">“{title}”</span> do you mean?
      </legend>
      {candidates.slice(0, 6).map((film) => (
        <button
          key={film.movieId}
          type="button"
          dir="auto"
          onClick={() => onChoose(film)}
          className="min-h-8 rounded-full border border-line bg-surface px-3 hover:border-accent"
        >
          {film.title}
          {film.year > 0 && ` (${film.year})`}
        </button>
      ))}
    </fieldset>
  );
}

import { createGenreColorMap, movieGenres } from '@starweave/film-text';
import { type ReactNode, useEffect, useId, useState } from 'react';
import { mostQueryCharacters, parseYear, type SearchWish } from './search-wish.ts';
import { useDraft } from './use-draft.ts';

export interface SearchFiltersProps {
  readonly wish: SearchWish;
  /** While somebody types: the address follows, without a step in the history. */
  readonly onChange: (part: Partial<SearchWish>) => void;
  /** What Back takes back. */
  readonly onChoose: (part: Partial<SearchWish>) => void;
}

const COLORS = createGenreColorMap();

const FIELD =
  'min-h-10 w-full min-w-0 rounded-xl border border-line-strong bg-surface px-3 placeholder:text-ink-faint aria-invalid:border-danger';

/** Director, years and genres. */
export function SearchFilters({ wish, onChange, onChoose }: SearchFiltersProps) {
  const director = useDraft(wish.director, (name) => onChange({ director: name }));
  const toggle = (genre: string) => {
    const has = wish.genres.includes(genre);
    onChoose({ genres: movieGenres.filter((one) => (one === genre ? !has : wish.genres.includes(one))) });
  };
  return (
    <div className="grid gap-6 rounded-3xl border border-line bg-surface/60 p-4 sm:p-5">
      <label className="grid gap-1.5 text-sm font-medium">
        Director
        <input
          type="search"
          placeholder="Akira Kurosawa"
          autoComplete="off"
          spellCheck={false}
          dir="auto"
          maxLength={mostQueryCharacters}
          value={director.text}
          onChange={(event) => director.change(event.target.value)}
          className={`${FIELD} font-normal`}
        />
      </label>
      <Years wish={wish} onChange={onChange} />
      <Group legend="Genres">
        <div className="flex flex-wrap gap-1.5">
          {movieGenres.map((genre) => {
            const isChosen = wish.genres.includes(genre);
            return (
              <button
                key={genre}
                type="button"
                aria-pressed={isChosen}
                onClick={() => toggle(genre)}
                className={`inline-flex min-h-8 items-center gap-1.5 rounded-full border px-3 text-sm transition-colors ${isChosen ? 'border-accent bg-accent text-accent-ink' : 'border-line bg-surface text-ink-soft hover:border-line-strong hover:text-ink'}`}
              >
                <span
                  aria-hidden="true"
                  className="size-2 rounded-full forced-color-adjust-none"
                  style={{ background: COLORS[genre] }}
                />
                {genre}
              </button>
            );
          })}
        </div>
      </Group>
    </div>
  );
}

function Group({ legend, children }: { readonly legend: string; readonly children: ReactNode }) {
  return (
    <fieldset className="grid min-w-0 gap-1.5">
      <legend className="mb-1.5 text-sm font-medium">{legend}</legend>
      {children}
    </fieldset>
  );
}

/** First and last year; an unfinished or impossible pair waits, with a word about it. */
function Years({ wish: { yearFrom, yearTo }, onChange }: Pick<SearchFiltersProps, 'wish' | 'onChange'>) {
  const known = `${yearFrom ?? ''}–${yearTo ?? ''}`;
  const [texts, setTexts] = useState({ known, from: String(yearFrom ?? ''), to: String(yearTo ?? '') });
  const noteId = useId();
  useEffect(() => {
    if (texts.known !== known) setTexts({ known, from: String(yearFrom ?? ''), to: String(yearTo ?? '') });
  }, [known, texts.known, yearFrom, yearTo]);
  const problem = findYearProblem(texts.from, texts.to);
  const change = (part: { from?: string; to?: string }) => {
    const next = { ...texts, ...part };
    const [from, to] = [parseYear(next.from), parseYear(next.to)];
    const isTaken = findYearProblem(next.from, next.to) === undefined;
    setTexts(isTaken ? { ...next, known: `${from ?? ''}–${to ?? ''}` } : next);
    if (isTaken) onChange({ yearFrom: from, yearTo: to });
  };
  const field = (name: 'from' | 'to', label: string) => (
    <input
      inputMode="numeric"
      aria-label={label}
      aria-invalid={problem !== undefined}
      aria-describedby={noteId}
      placeholder={name === 'from' ? '1920' : '2025'}
      autoComplete="off"
      maxLength={4}
      value={texts[name]}
      onChange={(event) => change({ [name]: event.target.value })}
      className={`${FIELD} tabular-nums`}
    />
  );
  return (
    <Group legend="Years">
      <div className="grid grid-cols-[1fr_auto_1fr] items-center gap-2">
        {field('from', 'First year')}
        <span aria-hidden="true" className="text-ink-faint">
          to
        </span>
        {field('to', 'Last year')}
      </div>
      <p id={noteId} className="text-sm text-danger empty:hidden">
        {problem}
      </p>
    </Group>
  );
}

function findYearProblem(from: string, to: string): string | undefined {
  for (const text of [from, to]) {
    if (text.trim() !== '' && parseYear(text) === undefined) return 'A year has four digits.';
  }
  const [first, last] = [parseYear(from), parseYear(to)];
  return first !== undefined && last !== undefined && first > last ? 'The first year is after the last.' : undefined;
}

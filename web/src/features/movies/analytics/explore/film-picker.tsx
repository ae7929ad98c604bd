import type { Movie } from '@starweave/contract';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import type { Problem } from '../../../../api/describe-problem.ts';
import { Spinner } from '../../../../design/spinner.tsx';
import { FilmArt } from '../../film/film-art.tsx';
import { useFilmSearch } from './use-film-search.ts';

export interface FilmPickerProps {
  readonly label: string;
  readonly onPick: (movie: Movie) => void;
}

/** A field that finds a film as its title is typed; arrows go through what it finds, Enter takes one. */
export function FilmPicker({ label, onPick }: FilmPickerProps) {
  const listId = useId();
  const { words, isOpen, found, at, pick, type, onKeyDown, setOpen } = usePicking(onPick);
  return (
    <div className="relative max-w-md">
      <label className="grid gap-1.5 text-sm font-medium">
        {label}
        <input
          type="text"
          role="combobox"
          autoComplete="off"
          aria-expanded={isOpen}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={isOpen && at >= 0 ? `${listId}-${at}` : undefined}
          placeholder="Title of a film"
          maxLength={200}
          value={words}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onClick={() => setOpen(true)}
          onKeyDown={onKeyDown}
          onChange={(event) => type(event.target.value)}
          className="min-h-11 w-full rounded-full border border-line-strong bg-surface px-4 text-base font-normal placeholder:text-ink-faint"
        />
      </label>
      {isOpen && <Options id={listId} label={label} found={found} at={at} onPick={pick} />}
    </div>
  );
}

function usePicking(onPick: (movie: Movie) => void) {
  const [words, setWords] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const [isAwaited, setAwaited] = useState(false);
  const { answer: films = [], isLoading, problem } = useFilmSearch(words, isOpen);
  const at = Math.min(active, films.length - 1);
  const type = (next: string) => {
    setWords(next);
    setAwaited(false);
    setActive(0);
    setOpen(true);
  };
  const pick = (movie: Movie | undefined) => {
    if (movie === undefined) return;
    onPick(movie);
    setWords('');
    setOpen(false);
  };
  useEffect(() => {
    if (!isAwaited || isLoading) return;
    setAwaited(false);
    if (isOpen && problem === undefined) pick(films[0]);
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') return setOpen(false);
    if (event.key === 'Enter' && isOpen) {
      event.preventDefault();
      // What is shown is still of fewer letters: who types on and presses Enter means the first film of all of them.
      return isLoading ? setAwaited(true) : pick(films[at]);
    }
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0 || films.length === 0) return;
    event.preventDefault();
    setOpen(true);
    setActive(isOpen ? (at + step + films.length) % films.length : 0);
  };
  return { words, isOpen, found: { films, isLoading, problem }, at, pick, type, onKeyDown, setOpen };
}

interface OptionsProps {
  readonly id: string;
  readonly label: string;
  readonly found: {
    readonly films: readonly Movie[];
    readonly isLoading: boolean;
    readonly problem: Problem | undefined;
  };
  /** The place of the one that Enter takes. */
  readonly at: number;
  readonly onPick: (movie: Movie) => void;
}

function Options({ id, label, found: { films, isLoading, problem }, at, onPick }: OptionsProps) {
  const panel = useRef<HTMLDivElement>(null);
  // Below a field at the end of the window the films would not be seen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when it opens and when it grows
  useEffect(() => {
    // In braces: Chromium answers with a promise, which React would call as a clean-up.
    panel.current?.scrollIntoView({ block: 'nearest' });
  }, [films.length]);
  return (
    <div
      ref={panel}
      className="absolute inset-x-0 top-full z-10 mt-1 rounded-2xl border border-line bg-surface p-1.5 shadow-lift"
    >
      {films.length === 0 && (
        <p role="status" className="flex items-center gap-2 px-3 py-2 text-sm text-ink-soft">
          {isLoading && <Spinner />}
          {problem?.message ?? (isLoading ? 'Looking…' : 'No film has such a title.')}
        </p>
      )}
      <div id={id} role="listbox" aria-label={label}>
        {films.map((film, index) => (
          <PickerOption
            key={film.movieId}
            id={`${id}-${index}`}
            film={film}
            isActive={index === at}
            onPick={() => onPick(film)}
          />
        ))}
      </div>
    </div>
  );
}

interface PickerOptionProps {
  readonly id: string;
  readonly film: Movie;
  readonly isActive: boolean;
  readonly onPick: () => void;
}

function PickerOption({ id, film, isActive, onPick }: PickerOptionProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field takes the keys.
    // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus.
    <div
      id={id}
      role="option"
      aria-selected={isActive}
      // The field would lose the focus before the click.
      onPointerDown={(event) => event.preventDefault()}
      onClick={onPick}
      className={`flex cursor-pointer items-center gap-3 rounded-xl px-2.5 py-1.5 ${isActive ? 'bg-accent-wash' : 'hover:bg-accent-wash'}`}
    >
      <FilmArt film={film} kind="swatch" className="w-8 shrink-0 rounded-lg" />
      <span className="min-w-0 flex-1 truncate" dir="auto">
        {film.title} {film.year > 0 && <span className="text-ink-soft tabular-nums">({film.year})</span>}
      </span>
    </div>
  );
}

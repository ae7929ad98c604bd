import { createGenreColorMap, movieGenres } from '@starweave/film-text';

const COLORS = createGenreColorMap();

export interface GenreFieldProps {
  readonly wanted: readonly string[];
  readonly leftOut: readonly string[];
  readonly onTurn: (genre: string) => void;
}

/** Genres to press: once for wanted, twice for left out, a third time for any. */
export function GenreField({ wanted, leftOut, onTurn }: GenreFieldProps) {
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">Genres</legend>
      <p className="mb-2 text-xs text-ink-faint">Press once to want it, twice to leave it out.</p>
      <div className="flex flex-wrap gap-1.5">
        {movieGenres.map((genre) => {
          const state = wanted.includes(genre) ? 'wanted' : leftOut.includes(genre) ? 'left out' : 'any';
          return (
            <button
              key={genre}
              type="button"
              onClick={() => onTurn(genre)}
              aria-label={state === 'any' ? genre : `${genre}, ${state}`}
              className={`inline-flex min-h-8 items-center gap-1.5 rounded-full border px-2.5 text-[0.8125rem] transition-colors ${LOOKS[state]}`}
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
    </fieldset>
  );
}

const LOOKS = {
  any: 'border-line text-ink-soft hover:border-line-strong',
  wanted: 'border-accent bg-accent-wash font-medium text-accent',
  'left out': 'border-danger/50 bg-danger-wash text-danger line-through',
} as const;

import { formatCount } from '../../../../design/charts/format-number.ts';
import { colorOfGenre } from '../genre-color.ts';

export interface MapLegendProps {
  /** Genres with how many films have each as their first, the most first. */
  readonly genres: readonly (readonly [string, number])[];
  /** The one that alone is drawn; undefined: all. An empty one stands for films without a genre. */
  readonly chosen: string | undefined;
  readonly onChoose: (genre: string | undefined) => void;
}

/** Which colour is which genre; a press draws one genre alone. */
export function MapLegend({ genres, chosen, onChoose }: MapLegendProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: switches, not the fields of a form.
    <div role="group" aria-label="Genres on the map" className="-mx-1 flex gap-1.5 overflow-x-auto p-1 sm:flex-wrap">
      {genres.map(([genre, count]) => (
        <button
          key={genre}
          type="button"
          aria-pressed={genre === chosen}
          onClick={() => onChoose(genre === chosen ? undefined : genre)}
          className={`inline-flex min-h-8 shrink-0 items-center gap-1.5 rounded-full border px-2.5 text-xs transition-colors ${genre === chosen ? 'border-accent bg-accent-wash' : 'border-line text-ink-soft hover:text-ink'}`}
        >
          <span
            aria-hidden="true"
            className="size-2.5 rounded-full forced-color-adjust-none border border-ink-faint"
            style={{ background: colorOfGenre(genre) }}
          />
          {genre || 'No genre'} <span className="text-ink-faint tabular-nums">{formatCount(count)}</span>
        </button>
      ))}
    </div>
  );
}

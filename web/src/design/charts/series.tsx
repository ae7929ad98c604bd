/** A row of values with a name and a colour; `undefined` where there is none. */
export interface Series {
  readonly name: string;
  readonly values: readonly (number | undefined)[];
}

/** Fills of series in their order; tokens.css says which colours they are. */
export const SERIES_FILLS = ['fill-data-1', 'fill-data-2', 'fill-data-3', 'fill-data-4', 'fill-data-5', 'fill-data-6'];
const SERIES_GROUNDS = ['bg-data-1', 'bg-data-2', 'bg-data-3', 'bg-data-4', 'bg-data-5', 'bg-data-6'];

/** Which colour is which series; nothing for a single one, which the title names. */
export function SeriesLegend({ names }: { readonly names: readonly string[] }) {
  if (names.length < 2) return null;
  return (
    <ul className="mb-3 flex flex-wrap gap-x-4 gap-y-1 text-sm text-ink-soft">
      {names.map((name, index) => (
        <li key={name} className="flex items-center gap-1.5">
          <span aria-hidden="true" className={`size-3 rounded-sm ${SERIES_GROUNDS[index % SERIES_GROUNDS.length]}`} />
          {name}
        </li>
      ))}
    </ul>
  );
}

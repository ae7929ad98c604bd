import { useRef } from 'react';
import { Icon } from '../../../design/icon.tsx';
import { useKeptFocus } from '../../../design/use-kept-focus.ts';
import { emptyWish, type SearchWish } from './search-wish.ts';

export interface ActiveFiltersProps {
  readonly wish: SearchWish;
  readonly onChoose: (part: Partial<SearchWish>) => void;
}

/** What narrows the search down, each with a way to drop it; nothing where nothing does. */
export function ActiveFilters({ wish, onChoose }: ActiveFiltersProps) {
  const filters = listFilters(wish);
  const list = useRef<HTMLUListElement>(null);
  useKeptFocus(list, filters.map(({ label }) => label).join(), 'button');
  const { genres, director, yearFrom, yearTo } = emptyWish;
  return (
    <ul ref={list} hidden={filters.length === 0} aria-label="Filters in force" className="flex flex-wrap gap-2">
      {filters.map(({ label, without }) => (
        <li key={label}>
          <button
            type="button"
            aria-label={`Drop ${label}`}
            onClick={() => onChoose(without)}
            className="inline-flex min-h-8 max-w-full items-center gap-1.5 rounded-full bg-accent-wash pr-2 pl-3 text-sm hover:text-accent"
          >
            <span dir="auto" className="truncate">
              {label}
            </span>
            <Icon name="close" size={14} />
          </button>
        </li>
      ))}
      {filters.length > 1 && (
        <li>
          <button
            type="button"
            onClick={() => onChoose({ genres, director, yearFrom, yearTo })}
            className="min-h-8 rounded-full px-2 text-sm font-medium text-accent hover:underline"
          >
            Drop all
          </button>
        </li>
      )}
    </ul>
  );
}

function listFilters({ genres, director, yearFrom, yearTo }: SearchWish) {
  const filters: { readonly label: string; readonly without: Partial<SearchWish> }[] = genres.map((genre) => ({
    label: genre,
    without: { genres: genres.filter((one) => one !== genre) },
  }));
  if (director !== '') filters.push({ label: `by ${director}`, without: { director: '' } });
  if (yearFrom !== undefined || yearTo !== undefined) {
    const label =
      yearFrom === undefined
        ? `until ${yearTo}`
        : yearTo === undefined
          ? `from ${yearFrom}`
          : `${yearFrom} to ${yearTo}`;
    filters.push({ label, without: { yearFrom: undefined, yearTo: undefined } });
  }
  return filters;
}

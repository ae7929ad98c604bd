const NAMES: Readonly<Record<string, string>> = {
  genres: 'Any genre',
  without_genres: 'Leave no genre out',
  year_from: 'Earlier films too',
  year_to: 'Later films too',
  rating_count_from: 'Little-known films too',
  rating_count_to: 'Well-known films too',
  director: 'By anybody',
};

/** What pressing does that loosens a filter; `field` is its name in the contract. */
export function nameLoosening(field: string): string {
  return NAMES[field] ?? 'Loosen';
}

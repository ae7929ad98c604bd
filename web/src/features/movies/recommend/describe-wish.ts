import type { MovieWish } from '@starweave/contract';

/** How a wish was understood: a few words for each part of it. */
export function describeWish({ like, filter, genres }: Pick<MovieWish, 'like' | 'filter' | 'genres'>): string[] {
  const parts = like.map(({ title, year }) => (year > 0 ? `like ${title} (${year})` : `like ${title}`));
  for (const { genre, weight } of genres) parts.push(`${weight < 0 ? 'less' : 'more'} ${genre}`);
  if (filter === undefined) return parts;
  if (filter.genres.length > 0) parts.push(`only ${filter.genres.join(' or ')}`);
  if (filter.withoutGenres.length > 0) parts.push(`no ${filter.withoutGenres.join(', no ')}`);
  parts.push(...describeBounds(filter.yearFrom, filter.yearTo, (year) => `${year}`));
  parts.push(...describeBounds(filter.ratingCountFrom, filter.ratingCountTo, (count) => `${count} ratings`));
  return parts;
}

function describeBounds(from: number | undefined, to: number | undefined, say: (bound: number) => string): string[] {
  if (from !== undefined && to !== undefined) return [from === to ? say(from) : `${from} to ${say(to)}`];
  if (from !== undefined) return [`from ${say(from)}`];
  return to === undefined ? [] : [`up to ${say(to)}`];
}

/** The wish with a title that several films have made plain: "like heat" becomes "like Heat (1995)". */
export function settleTitle(
  wish: string,
  title: string,
  film: { readonly title: string; readonly year: number },
): string {
  const at = wish.toLowerCase().indexOf(title.toLowerCase());
  const plain = film.year > 0 ? `${film.title} (${film.year})` : film.title;
  if (title === '' || at < 0) return `${wish.trim()}, like ${plain}`;
  return wish.slice(0, at) + plain + wish.slice(at + title.length);
}

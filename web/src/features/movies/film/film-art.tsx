import type { Movie } from '@starweave/contract';
import { type CSSProperties, useState } from 'react';
import { computeWeave } from './weave.ts';

/** What a film needs to be drawn. */
export type DrawnFilm = Pick<Movie, 'movieId' | 'title' | 'year' | 'genres' | 'artUrl'>;

export interface FilmArtProps {
  readonly film: DrawnFilm;
  /** `poster`: with the title in large letters; `swatch`: the cloth alone, for small places. */
  readonly kind?: 'poster' | 'swatch';
  /** Sets its width and corners; its height is its width. */
  readonly className?: string;
}

/**
 * A film's picture, or, until one is painted, a cloth woven of its genres' colours with the title on it. Always square, so
 * that nothing moves when the picture comes; decorative, so the title stands beside it too.
 */
export function FilmArt({ film, kind = 'poster', className = 'w-full rounded-2xl' }: FilmArtProps) {
  const [shownUrl, setShownUrl] = useState<string>();
  const [brokenUrl, setBrokenUrl] = useState<string>();
  const { artUrl } = film;
  const hasPicture = isOwnAddress(artUrl) && artUrl !== brokenUrl;
  return (
    <span
      aria-hidden="true"
      className={`film-cloth relative block aspect-square overflow-hidden ${className}`}
      style={cloth(film)}
    >
      {kind === 'poster' && !(hasPicture && shownUrl === artUrl) && <PosterTitle title={film.title} year={film.year} />}
      {hasPicture && (
        <img
          src={artUrl}
          alt=""
          loading="lazy"
          decoding="async"
          onLoad={() => setShownUrl(artUrl)}
          onError={() => setBrokenUrl(artUrl)}
          className={`absolute inset-0 size-full object-cover transition-opacity duration-500 ${shownUrl === artUrl ? '' : 'opacity-0'}`}
        />
      )}
    </span>
  );
}

/** Pictures come from this server only, whatever an answer says. */
function isOwnAddress(url: string): boolean {
  return url.startsWith('/') && !url.startsWith('//') && !url.includes('\\');
}

function PosterTitle({ title, year }: { readonly title: string; readonly year: number }) {
  const size = chooseLetters(title);
  return (
    <span className="film-label absolute inset-x-[7%] bottom-[7%] grid max-h-[86%] gap-[2cqw] overflow-hidden rounded-[4cqw] px-[6cqw] py-[5cqw]">
      <span
        dir="auto"
        className={`line-clamp-4 pb-[0.14em] font-display leading-[1.04] tracking-tight break-words ${size}`}
      >
        {title.slice(0, 200)}
      </span>
      {year > 0 && <span className="text-[max(0.6rem,5.4cqw)] leading-none text-ink-soft tabular-nums">{year}</span>}
    </span>
  );
}

/** Letters as large as the longest word and the whole title allow. */
function chooseLetters(title: string): string {
  const longestWord = Math.max(...title.split(/\s+/).map((word) => word.length));
  if (title.length > 44 || longestWord > 16) return 'text-[9cqw]';
  return title.length > 22 || longestWord > 11 ? 'text-[11cqw]' : 'text-[14.5cqw]';
}

function cloth({ movieId, genres }: DrawnFilm): CSSProperties {
  const { warpColor, weftColor, warpGap, weftGap, angle, light } = computeWeave(movieId, genres);
  return {
    '--warp': warpColor,
    '--weft': weftColor,
    '--warp-gap': `${warpGap}px`,
    '--weft-gap': `${weftGap}px`,
    '--warp-angle': `${90 + angle}deg`,
    '--weft-angle': `${angle}deg`,
    '--light': `${light.x}% ${light.y}%`,
  } as CSSProperties;
}

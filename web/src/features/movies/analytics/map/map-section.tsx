import type { MapPoint, MovieMap } from '@starweave/contract';
import { useCallback, useMemo, useState } from 'react';
import { ChartFrame } from '../../../../design/charts/chart-frame.tsx';
import { ChartSkeleton } from '../../../../design/charts/chart-skeleton.tsx';
import { formatCount, formatQuantity } from '../../../../design/charts/format-number.ts';
import { useWidth } from '../../../../design/charts/use-width.ts';
import { PageLink } from '../../../../design/page-link.tsx';
import { pathOfFilm } from '../../movie-path.ts';
import { SectionFrame } from '../../section-frame.tsx';
import type { AnalyticsPart } from '../analytics-state.ts';
import { PartView } from '../part-view.tsx';
import { countGenres, describeMap, orderPoints } from './describe-map.ts';
import { describePoint, FilmMap } from './film-map.tsx';
import { findFilms, foldText } from './find-films.ts';
import { MapLegend } from './map-legend.tsx';
import { centerOn, fitPoints, type MapView, wholeMap } from './map-view.ts';

const MOST_FOUND = 60;
const MOST_NAMED = 6;

export interface MapSectionProps {
  readonly part: AnalyticsPart<MovieMap>;
  readonly onRetry: () => void;
}

/** Films as an algorithm sees them. */
export function MapSection({ part, onRetry }: MapSectionProps) {
  return (
    <SectionFrame id="map" title="The map of films" lead="Films that lie close together are liked by the same people.">
      <PartView part={part} onRetry={onRetry} skeleton={<ChartSkeleton height={MAP_HEIGHT} />}>
        {(map) =>
          map.points.length === 0 ? (
            <p className="rounded-2xl border border-dashed border-line-strong p-6 text-ink-soft">
              There is no map yet: no algorithm that places films is trained on this data set.
            </p>
          ) : (
            <MapPanel map={map} />
          )
        }
      </PartView>
    </SectionFrame>
  );
}

const MAP_HEIGHT = 560;

function MapPanel({ map }: { readonly map: MovieMap }) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const size = useMemo(() => ({ width, height: width < 500 ? 420 : MAP_HEIGHT }), [width]);
  const [view, setView] = useState<MapView>(wholeMap);
  const [chosenGenre, setGenre] = useState<string>();
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState<MapPoint>();
  const all = useMemo(() => orderPoints(map.points), [map]);
  const genres = useMemo(() => countGenres(all), [all]);
  // Another data set brings another map, perhaps without a film of that genre.
  const genre = genres.some(([name]) => name === chosenGenre) ? chosenGenre : undefined;
  const points = useMemo(
    () => (genre === undefined ? all : all.filter((point) => point.genre === genre)),
    [all, genre],
  );
  const folded = useMemo(() => points.map(({ title, year }) => foldText(`${title} ${year}`)), [points]);
  const matches = useMemo(() => findFilms(folded, search), [folded, search]);
  const found = useMemo(() => matches.slice(0, MOST_FOUND), [matches]);
  const summary = useMemo(() => describeMap(map), [map]);
  const table = useMemo(() => tableOf(all), [all]);
  const goTo = useCallback(
    (point: MapPoint) => {
      setChosen(point);
      const fitted = fitPoints(points, size);
      const index = points.indexOf(point);
      if (index >= 0) setView((now) => centerOn(now, { x: fitted.x[index]!, y: fitted.y[index]! }, 5, size));
    },
    [points, size],
  );
  return (
    <ChartFrame
      title="Map of films"
      {...{ summary, table, height: size.height }}
      legend={
        <div className="mb-3 grid gap-3">
          <MapSearch {...{ search, matches, points, goTo }} onSearch={setSearch} />
          <MapLegend genres={genres} chosen={genre} onChoose={setGenre} />
        </div>
      }
    >
      <div ref={ref} className="w-full" style={{ minHeight: size.height }}>
        <FilmMap {...{ points, size, view, found }} onView={setView} onChoose={setChosen} />
      </div>
      <MapHints chosen={chosen !== undefined && all.includes(chosen) ? chosen : undefined} />
    </ChartFrame>
  );
}

function MapHints({ chosen }: { readonly chosen: MapPoint | undefined }) {
  return (
    <p className="mt-2 flex min-h-6 flex-wrap justify-between gap-x-4 text-sm text-ink-soft">
      {chosen === undefined ? (
        <span>Point at a film for its name; press it to choose it.</span>
      ) : (
        <span className="min-w-0 break-words">
          <PageLink to={pathOfFilm(chosen.movieId)} className="text-accent underline underline-offset-4">
            {describePoint(chosen)}
          </PageLink>
          , {formatQuantity(chosen.ratingCount, 'rating')}
        </span>
      )}
      <span>Drag to move; Ctrl and wheel, or two fingers, to enlarge.</span>
    </p>
  );
}

interface MapSearchProps {
  readonly search: string;
  readonly onSearch: (search: string) => void;
  readonly matches: readonly number[];
  readonly points: readonly MapPoint[];
  readonly goTo: (point: MapPoint) => void;
}

function MapSearch({ search, onSearch, matches, points, goTo }: MapSearchProps) {
  const named = matches.slice(0, MOST_NAMED).map((index) => points[index]!);
  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (named[0] !== undefined) goTo(named[0]);
      }}
    >
      <label className="flex flex-wrap items-center gap-2 text-sm text-ink-soft">
        Find a film
        <input
          type="search"
          value={search}
          onChange={(event) => onSearch(event.target.value)}
          className="min-h-9 min-w-0 max-w-sm flex-1 basis-40 rounded-full border border-line-strong bg-surface px-3 text-ink"
        />
        <span role="status" className="tabular-nums">
          {search.trim() !== '' && (matches.length === 0 ? 'None on the map' : `${formatCount(matches.length)} found`)}
        </span>
      </label>
      {search.trim() !== '' && (
        <div className="flex flex-wrap gap-1.5">
          {named.map((point) => (
            <button
              key={point.movieId}
              type="button"
              onClick={() => goTo(point)}
              className="min-h-8 max-w-full truncate rounded-full border border-line bg-surface px-3 text-sm hover:border-line-strong"
            >
              {describePoint(point)}
            </button>
          ))}
        </div>
      )}
    </form>
  );
}

function tableOf(points: readonly MapPoint[]) {
  const place = (value: number) => value.toFixed(3);
  return {
    columns: [
      ...[{ name: 'Film' }, { name: 'Year', format: String }, { name: 'First genre' }],
      ...[{ name: 'Ratings', format: formatCount }],
      ...[
        { name: 'Across', format: place },
        { name: 'Up', format: place },
      ],
    ],
    rows: points.map(({ title, year, genre, ratingCount, x, y }) => [
      ...[title, year > 0 ? year : undefined, genre],
      ...[ratingCount, x, y],
    ]),
  };
}

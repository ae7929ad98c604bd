import { create } from '@bufbuild/protobuf';
import { createClient, createRouterTransport } from '@connectrpc/connect';
import { MovieService, SearchMoviesResponseSchema } from '@starweave/contract';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { FilmContext } from '../film/film-context.ts';
import { FilmSession } from '../film/film-session.ts';
import { FoundFilms } from './found-films.tsx';
import { createResults } from './search-results.ts';
import { emptyWish, type SearchWish } from './search-wish.ts';
import type { Search } from './use-search.ts';

const idle: Search = {
  results: undefined,
  isLoading: false,
  isLoadingMore: false,
  problem: undefined,
  moreProblem: undefined,
  retry: () => {},
  loadMore: () => {},
};

function draw(search: Partial<Search>, wish: Partial<SearchWish> = {}): string {
  const session = new FilmSession(
    createClient(
      MovieService,
      createRouterTransport(() => {}),
    ),
  );
  const films = createElement(FoundFilms, {
    wish: { ...emptyWish, ...wish },
    search: { ...idle, ...search },
    onChoose: () => {},
  });
  return renderToStaticMarkup(createElement(FilmContext, { value: session }, films)).replaceAll('<!-- -->', '');
}

const found = (titles: readonly string[], more: { total?: number; didYouMean?: string } = {}) =>
  createResults(
    '/movies/search',
    create(SearchMoviesResponseSchema, {
      movies: titles.map((title, index) => ({ movieId: index + 1, title, meanRating: 3.5, ratingCount: 1 })),
      total: titles.length,
      ...more,
    }),
  );
const away = { message: 'Starweave isn’t answering right now.', unreachable: true, notFound: false };

describe('what was found', () => {
  test('is the shape of a list before there is one', () => {
    expect(draw({ isLoading: true })).toContain('aria-label="Searching"');
  });

  test('is a list with a place to rate each film, and says how many are left', () => {
    const html = draw({ results: found(['Heat', 'Ronin'], { total: 1402 }) });
    expect(html).toContain('href="/movies/film/2"');
    expect(html).toContain('aria-label="Your rating of Ronin"');
    expect(html).toContain('Show more (1,400 left)');
    expect(draw({ results: found(['Heat']) })).not.toContain('Show more');
  });

  test('stays while the server is away, with a word about it', () => {
    const html = draw({ results: found(['Heat']), problem: away });
    expect(html).toContain('isn’t answering');
    expect(html).toContain('Heat');
    expect(draw({ problem: away })).not.toContain('aria-label="Searching"');
  });

  test('offers what may have been meant', () => {
    expect(draw({ results: found(['Heat'], { didYouMean: 'Heat' }) })).toMatch(
      /Did you mean <button[^>]*>Heat<\/button>/,
    );
  });

  test('where it is nothing, says what to do with words, and with each filter', () => {
    const words = draw({ results: found([]) }, { words: 'zzz' });
    expect(words).toContain('Try a part of the title');
    expect(words).not.toContain('Drop every filter');
    const advice = [{ field: 'year_from', text: 'With films from before 2024 there are 8 films.', movieCount: 8 }];
    const results = { ...found([]), advice: create(SearchMoviesResponseSchema, { advice }).advice };
    const filters = draw({ results }, { words: 'heat', yearFrom: 2024 });
    expect(filters).toContain('With films from before 2024 there are 8 films.');
    expect(filters).toContain('Earlier films too</button>');
    expect(filters).toContain('Drop every filter');
  });

  test.each(['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '🎬'.repeat(50), 'x'.repeat(10_000)])(
    'takes a title such as %.40s for text',
    (title) => {
      const html = draw({ results: found([title], { didYouMean: title }) });
      expect(html).not.toMatch(/<script|<img/);
    },
  );
});

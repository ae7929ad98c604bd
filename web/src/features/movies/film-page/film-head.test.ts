import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { createClient, createRouterTransport } from '@connectrpc/connect';
import { AlgorithmSchema, GetMovieResponseSchema, MovieSchema, MovieService } from '@starweave/contract';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { FilmContext } from '../film/film-context.ts';
import { FilmSession } from '../film/film-session.ts';
import { FilmHead } from './film-head.tsx';

type Answer = MessageInitShape<typeof GetMovieResponseSchema>;

function draw(film: MessageInitShape<typeof MovieSchema>, answer: Answer = {}): string {
  const transport = createRouterTransport(() => {});
  const algorithms = [create(AlgorithmSchema, { id: 'hybrid', name: 'Hybrid' })];
  const head = createElement(FilmHead, {
    film: create(MovieSchema, { movieId: 6, ...film }),
    answer: create(GetMovieResponseSchema, answer),
    algorithms,
  });
  const session = new FilmSession(createClient(MovieService, transport));
  return renderToStaticMarkup(createElement(FilmContext, { value: session }, head));
}

const heat = {
  title: 'Heat',
  year: 1995,
  genres: ['Crime', 'Sci-Fi'],
  directors: ['Michael Mann'],
  keywords: ['heist & run'],
};

describe('the head of a film’s page', () => {
  test('leads from every fact to the search for it', () => {
    const html = draw(heat);
    for (const query of ['from=1995&amp;to=1995', 'genre=Sci-Fi', 'director=Michael+Mann', 'q=heist+%26+run']) {
      expect(html).toContain(`href="/movies/search?${query}"`);
    }
  });

  test('says in words what its stars show, and who expects it', () => {
    const model = {
      requestedAlgorithm: 'svd',
      algorithm: 'hybrid',
      isFallback: true,
      reason: 'It does not fit.',
      simulated: true,
    };
    const html = draw(
      { ...heat, meanRating: 3.64, ratingCount: 1200, yourRating: 4.5 },
      { predictedRating: 4.25, model },
    );
    expect(html).toContain('Everyone’s mean rating: 3.6 out of 5 stars');
    expect(html).toContain('1,200 ratings');
    expect(html).toContain('Expected from you: 4.3 out of 5 stars');
    expect(html).toContain('aria-valuetext="4.5 out of 5 stars"');
    expect(html.replaceAll('<!-- -->', '')).toContain('by Hybrid instead of svd. It does not fit.');
    expect(html).toContain('Simulated ratings');
  });

  test('says what is missing where nobody has rated and no model serves', () => {
    const html = draw({ title: 'Heat' });
    expect(html).toContain('Not rated yet');
    expect(html).toContain('No model serves just now');
    expect(html).not.toContain('Why?');
  });

  test.each([
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    'مسافر',
    '🎬'.repeat(50),
    'x'.repeat(10_000),
  ])('takes a text such as %.40s for text', (text) => {
    const html = draw({ title: text, genres: [text], directors: [text], keywords: [text] });
    expect(html).not.toMatch(/<script|<img/);
  });
});

import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { createClient, createRouterTransport } from '@connectrpc/connect';
import { MovieFeedback, MovieSchema, MovieService } from '@starweave/contract';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { FilmCard } from './film-card.tsx';
import { FilmContext } from './film-context.ts';
import { FilmSession } from './film-session.ts';

function draw(film: MessageInitShape<typeof MovieSchema>, props: { userId?: string; algorithm?: string } = {}): string {
  const session = new FilmSession(
    createClient(
      MovieService,
      createRouterTransport(() => {}),
    ),
  );
  const card = createElement(FilmCard, { film: create(MovieSchema, film), predictedRating: 4.26, ...props });
  return renderToStaticMarkup(createElement(FilmContext, { value: session }, card));
}

describe('a film’s card', () => {
  test('says in words what its stars show', () => {
    const html = draw({ movieId: 6, title: 'Heat', year: 1995, genres: ['Action', 'Crime'], yourRating: 4.5 });
    expect(html).toContain('aria-label="Expected: 4.3 out of 5 stars"');
    expect(html).toContain('aria-label="Your rating of Heat"');
    expect(html).toContain('aria-valuetext="4.5 out of 5 stars"');
    expect(html).toContain('href="/movies/film/6"');
  });

  test('shows what was said about it', () => {
    const html = draw({ movieId: 6, title: 'Heat', yourFeedback: MovieFeedback.LIKE });
    expect(html).toMatch(/aria-pressed="true" aria-label="More like this: Heat"/);
    expect(html).toMatch(/aria-pressed="false" aria-label="Not interested: Heat"/);
  });

  test('on a stranger’s list there is nothing to say for them', () => {
    const html = draw({ movieId: 6, title: 'Heat' }, { userId: '26', algorithm: 'svd' });
    expect(html).not.toContain('role="slider"');
    expect(html).not.toContain('aria-pressed');
    expect(html).toContain('Why Heat?');
  });

  test.each([
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    'مسافر',
    '🎬'.repeat(50),
    'x'.repeat(10_000),
  ])('takes a title such as %.40s for text', (title) => {
    const html = draw({ movieId: 1, title, genres: ['<b>'] });
    expect(html).not.toMatch(/<script|<img|<b>/);
    expect(html).toContain('dir="auto"');
  });

  test.each([
    ['/pictures/abc', true],
    ['https://elsewhere.example/x.png', false],
    ['//elsewhere.example/x.png', false],
    ['/\\elsewhere.example/x.png', false],
    ['javascript:alert(1)', false],
    ['', false],
  ])('a picture at %j is shown: %s', (artUrl, isShown) => {
    expect(draw({ movieId: 1, title: 'Heat', artUrl }).includes('<img')).toBe(isShown);
  });
});

import { createElement, Suspense } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, it, vi } from 'vitest';
import { createLatePart } from './late-part.tsx';

const Greeting = ({ name }: { readonly name: string }) => createElement('p', null, `Hello ${name}`);

function draw(part: ReturnType<typeof createLatePart<{ readonly name: string }>>): string {
  return renderToString(createElement(Suspense, { fallback: 'loading' }, createElement(part, { name: 'Ada' })));
}

it('is drawn at once when it was prepared, and stands behind a fallback when it was not', async () => {
  const part = createLatePart(async () => Greeting);
  expect(draw(part)).toContain('loading');
  await part.prepare();
  expect(draw(part)).toContain('<p>Hello Ada</p>');
  expect(draw(part)).not.toContain('loading');
});

it('is loaded once, whoever asks', async () => {
  const load = vi.fn(async () => Greeting);
  const part = createLatePart(load);
  draw(part);
  await Promise.all([part.prepare(), part.prepare()]);
  draw(part);
  expect(load).toHaveBeenCalledTimes(1);
});

it('rejects when it cannot be loaded', async () => {
  const part = createLatePart<object>(() => Promise.reject(new Error('gone')));
  await expect(part.prepare()).rejects.toThrow('gone');
});

it('is loaded again when loading it ahead has failed', async () => {
  let attempts = 0;
  const part = createLatePart(async () => {
    attempts += 1;
    if (attempts === 1) throw new Error('the network is away');
    return Greeting;
  });
  await part.prepare().catch(() => {});
  await part.prepare();
  expect(draw(part)).toContain('<p>Hello Ada</p>');
});

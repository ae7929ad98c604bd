import { Lexer } from 'marked';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test, vi } from 'vitest';
import { isSafeLink, Markdown } from './markdown.tsx';

const render = (text: string) => renderToStaticMarkup(createElement(Markdown, { text }));

test('HTML in a model’s text stays text', () => {
  const markup = render('a <img src=x onerror=alert(1)> b\n\n<script>alert(1)</script>\n\n<b>bold</b>');
  expect(markup).not.toMatch(/<(img|script|b)[ >]/);
  expect(markup).toContain('&lt;script&gt;');
});

test('links go to the web and to mail only', () => {
  expect(['https://a.org', 'HTTP://a.org', 'mailto:a@b.org'].every(isSafeLink)).toBe(true);
  expect(['javascript:alert(1)', ' javascript:x', 'data:text/html,x', '//a.org', 'file:///etc'].some(isSafeLink)).toBe(
    false,
  );
  const markup = render('[a](javascript:alert(1)) [b](https://example.org) ![c](https://example.org/c.png)');
  expect(markup).not.toContain('javascript:');
  expect(markup).not.toContain('<img');
  expect(markup.match(/rel="noopener noreferrer nofollow"/g)).toHaveLength(2);
});

test('lists, code and entities come out as they were meant', () => {
  expect(render('- one\n- two')).toContain('<li>one</li>');
  expect(render('```ts\nconst a = 1 < 2;\n```')).toContain('const a = 1 &lt; 2;');
  expect(render('`a &amp; b` and &lt;c&gt;')).toContain('and &lt;c&gt;');
});

test.each([
  ['quotes', '> '.repeat(5000)],
  ['quotes without spaces', '>'.repeat(20_000)],
  ['numbered lists', '1. '.repeat(5000)],
  ['bullets, each line deeper', Array.from({ length: 400 }, (_, depth) => `${'  '.repeat(depth)}- a`).join('\n')],
])('what a model nests without end stays readable text: %s', (_what, text) => {
  const markup = render(text);
  expect(markup).toContain(text.replaceAll('>', '&gt;'));
  expect(markup.match(/<(blockquote|ul|ol)>/g)).toBeNull();
});

test('a long text of marks is not read by the lexer, which takes longer for it than the next word does to come', () => {
  const read = vi.spyOn(Lexer.prototype, 'lex');
  for (const mark of ['> ', '>', '1. ', '- ']) render(`Well:\n\n${mark.repeat(20_000)}`);
  expect(read).not.toHaveBeenCalled();
  read.mockRestore();
});

test('a few levels are drawn as levels', () => {
  expect(render('> > a\n\n- b\n  - c').match(/<(blockquote|ul)>/g)).toHaveLength(4);
});

import { lexer, type Token, type Tokens } from 'marked';
import { Fragment, memo, type ReactNode } from 'react';
import { CopyButton } from '../../../design/copy-button.tsx';

/**
 * A model's Markdown. It becomes elements one token at a time, never markup: HTML in the text stays text, pictures
 * become links, and links go only to http, https and mailto.
 */
export const Markdown = memo(function Markdown({ text }: { readonly text: string }) {
  const tokens = parse(text);
  if (tokens !== undefined) return <div className="prose-model">{renderAll(tokens)}</div>;
  return (
    <p dir="auto" className="break-words whitespace-pre-wrap">
      {text}
    </p>
  );
});

const DEEPEST_NESTING = 40;

/** A line of so many marks of quotes and lists: the lexer takes a second for a long one, at every word that comes. */
const ENDLESS_MARKS = new RegExp(`^(?:[ \\t]*(?:>|(?:[-*+]|\\d{1,9}[.)])[ \\t])){${DEEPEST_NESTING}}`, 'm');

/** The text's tokens; undefined where they are nested without end, as of a model that repeats ">" for ever. */
function parse(text: string): readonly Token[] | undefined {
  if (ENDLESS_MARKS.test(text)) return undefined;
  try {
    const tokens = lexer(text, { gfm: true, breaks: true });
    return isNestedDeeper(tokens, DEEPEST_NESTING) ? undefined : tokens;
  } catch {
    // The lexer follows every level with a call, until there is no room for one more.
    return undefined;
  }
}

function isNestedDeeper(tokens: readonly Token[], levels: number): boolean {
  if (tokens.length > 0 && levels === 0) return true;
  return tokens.some((token) => isNestedDeeper(findInner(token as MarkedToken), levels - 1));
}

function findInner(token: MarkedToken): readonly Token[] {
  if (token.type === 'list') return token.items;
  return ('tokens' in token ? token.tokens : undefined) ?? [];
}

function renderAll(tokens: readonly Token[] | undefined): ReactNode {
  // Tokens have no identity; their place is what stays while the text grows.
  // biome-ignore lint/suspicious/noArrayIndexKey: see above
  return tokens?.map((token, index) => <Fragment key={index}>{renderToken(token as MarkedToken)}</Fragment>);
}

type MarkedToken =
  | Tokens.Blockquote
  | Tokens.Br
  | Tokens.Code
  | Tokens.Codespan
  | Tokens.Del
  | Tokens.Em
  | Tokens.Escape
  | Tokens.Heading
  | Tokens.Hr
  | Tokens.HTML
  | Tokens.Image
  | Tokens.Link
  | Tokens.List
  | Tokens.ListItem
  | Tokens.Paragraph
  | Tokens.Space
  | Tokens.Strong
  | Tokens.Table
  | Tokens.Text;

function renderToken(token: MarkedToken): ReactNode {
  switch (token.type) {
    case 'heading':
      return <Heading depth={token.depth}>{renderAll(token.tokens)}</Heading>;
    case 'paragraph':
      return <p dir="auto">{renderAll(token.tokens)}</p>;
    case 'blockquote':
      return <blockquote>{renderAll(token.tokens)}</blockquote>;
    case 'list':
      return <List list={token} />;
    case 'code':
      return <CodeBlock code={token.text} language={token.lang ?? ''} />;
    case 'table':
      return <Table table={token} />;
    case 'hr':
      return <hr />;
    case 'space':
      return null;
    default:
      return renderInline(token);
  }
}

function renderInline(token: MarkedToken): ReactNode {
  switch (token.type) {
    case 'strong':
      return <strong>{renderAll(token.tokens)}</strong>;
    case 'em':
      return <em>{renderAll(token.tokens)}</em>;
    case 'del':
      return <del>{renderAll(token.tokens)}</del>;
    case 'codespan':
      return <code>{token.text}</code>;
    case 'br':
      return <br />;
    case 'link':
      return <SafeLink href={token.href}>{renderAll(token.tokens)}</SafeLink>;
    case 'image':
      return <SafeLink href={token.href}>{token.text || token.href}</SafeLink>;
    case 'text':
      return token.tokens === undefined ? unescapeEntities(token.text) : renderAll(token.tokens);
    case 'escape':
      return unescapeEntities(token.text);
    default:
      return token.raw;
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': '\u00a0',
};

/** The lexer leaves entities as they were written; they stand for characters. */
function unescapeEntities(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#39|nbsp);/g, (entity) => ENTITIES[entity] ?? entity);
}

function Heading({ depth, children }: { readonly depth: number; readonly children: ReactNode }) {
  // The room's name is h1.
  return depth <= 1 ? <h2 className="text-[1.2em]">{children}</h2> : <h3>{children}</h3>;
}

function List({ list }: { readonly list: Tokens.List }) {
  const items = list.items.map((item, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: items have no identity but their place
    <li key={index}>
      {item.task && <input type="checkbox" checked={item.checked === true} readOnly disabled className="mr-2" />}
      {renderAll(item.tokens.filter(({ type }) => type !== 'checkbox'))}
    </li>
  ));
  return list.ordered ? <ol start={Number(list.start) || 1}>{items}</ol> : <ul>{items}</ul>;
}

function CodeBlock({ code, language }: { readonly code: string; readonly language: string }) {
  return (
    <div className="overflow-hidden rounded-2xl border border-line bg-sunken">
      <div className="flex items-center justify-between pr-1.5 pl-4 text-xs text-ink-faint">
        <span>{language}</span>
        <CopyButton label="Copy code" text={code} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, and the keyboard must be able to */}
      <pre tabIndex={0} className="overflow-x-auto px-4 pb-3.5 font-mono text-[0.84rem] leading-relaxed">
        <code>{code}</code>
      </pre>
    </div>
  );
}

function Table({ table }: { readonly table: Tokens.Table }) {
  return (
    <div className="overflow-x-auto">
      <table>
        <thead>
          <tr>
            {table.header.map((cell, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: cells have no identity but their place
              <th key={index}>{renderAll(cell.tokens)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, rowIndex) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
            <tr key={rowIndex}>
              {row.map((cell, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: cells have no identity but their place
                <td key={index}>{renderAll(cell.tokens)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function SafeLink({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  if (!isSafeLink(href)) return <>{children}</>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

/** Whether a link of a text may be followed: only to the web and to mail. */
export function isSafeLink(href: string): boolean {
  return /^(https?:\/\/|mailto:)/i.test(href.trim());
}

/** A fenced block of a page. */
export interface CodeBlock {
  readonly page: string;
  /** Of its first line of code, from 1. */
  readonly line: number;
  /** The first word behind the fence: `ts`, `js`, `json`, `sh`, …; empty where there is none. */
  readonly language: string;
  /** The other words behind the fence, such as `compile-only`. */
  readonly attributes: readonly string[];
  readonly code: string;
}

/** The fenced blocks of a Markdown page, in order. */
export function readCodeBlocks(page: string, text: string): CodeBlock[] {
  return [...text.matchAll(/^```([^\n`]*)\n([\s\S]*?)^```$/gm)].map((match) => {
    const [, info = '', code = ''] = match;
    const [language = '', ...attributes] = info.trim().split(/\s+/);
    const line = text.slice(0, match.index).split('\n').length + 1;
    return { page, line, language, attributes, code };
  });
}

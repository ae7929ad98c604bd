import type { CodeBlock } from './code-blocks.ts';

/** A call of `starweave` that a page shows. */
export interface ShownCommand {
  /** The plain words at the beginning, two at most: `image`, `movies import`. */
  readonly verb: string;
  /** Long options, without what they are set to: `--out`. */
  readonly options: readonly string[];
}

/** The calls of `starweave` in a block of shell commands; comments and continued lines are understood. */
export function listShownCommands({ code }: CodeBlock): ShownCommand[] {
  return code
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*$/, '').replaceAll(/"[^"]*"|'[^']*'/g, 'TEXT'))
    .flatMap((line) => [...line.matchAll(/(?:^|\s)(?:npx )?starweave ([a-z][\w-]*(?: [a-z]+(?=\s|$))?)([^|;&]*)/g)])
    .map(([, verb = '', rest = '']) => ({
      verb,
      options: [...rest.matchAll(/(?:^|\s)(--[a-z][\w-]*)/g)].map(([, option = '']) => option),
    }));
}

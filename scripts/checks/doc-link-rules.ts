import path from 'node:path';

/** What a page may point at: the repository's files and the scripts of its package.json. */
export interface DocumentedRepository {
  exists: (file: string) => boolean;
  read: (file: string) => string;
  npmScripts: readonly string[];
}

const namedPath =
  /^(?:contract|numerics|diffusion|recommender|film-text|server|cli|web|workbench|scripts|docs|models|\.ci)\/[\w./-]+$/;

/** Lists what a page points at that is not there: links, headings, paths in backticks, npm scripts. */
export function findBrokenReferences(page: string, text: string, repository: DocumentedRepository): string[] {
  const problems: string[] = [];
  const prose = text.replace(/```[\s\S]*?```/g, '');
  for (const [, target = ''] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/.test(target)) continue;
    const problem = checkLink(page, text, target, repository);
    if (problem !== undefined) problems.push(problem);
  }
  for (const [, code = ''] of prose.matchAll(/`([^`\n]+)`/g)) {
    if (namedPath.test(code) && !repository.exists(code)) problems.push(`\`${code}\` does not exist`);
  }
  for (const [, script = ''] of text.matchAll(/npm run (?:--silent )?([a-z][\w:-]*)/g)) {
    if (!repository.npmScripts.includes(script)) problems.push(`package.json has no script "${script}"`);
  }
  return problems;
}

function checkLink(page: string, text: string, target: string, repository: DocumentedRepository): string | undefined {
  const [file = '', heading] = target.split('#');
  const linked = file === '' ? page : path.posix.join(path.posix.dirname(page), file);
  if (!repository.exists(linked)) return `links to ${target}, which does not exist`;
  if (heading === undefined) return undefined;
  const linkedText = file === '' ? text : repository.read(linked);
  return listHeadings(linkedText).includes(heading) ? undefined : `links to ${target}, a heading that does not exist`;
}

/** The anchors that GitHub makes of the headings of a page. */
function listHeadings(text: string): string[] {
  return [...text.matchAll(/^#+ +(.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-'),
  );
}

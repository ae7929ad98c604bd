// Writes the table of parameters into the page of every scorer, or with --check holds the pages against the definitions.
// Usage: node --conditions=source recommender/scripts/write-scorer-pages.ts [--check]
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type ParameterDefinition, scorerDefinitions } from '../src/index.ts';

const folder = path.resolve(import.meta.dirname, '../../docs/scorers');
const begin = '<!-- parameters: written from the definition -->';
const end = '<!-- end of parameters -->';

function describeRange({ default: value, minimum, maximum, integer, choices }: ParameterDefinition): string {
  if (choices !== undefined) return choices.map((choice) => `\`${choice}\``).join(', ');
  if (typeof value === 'boolean') return '`true`, `false`';
  if (typeof value === 'string') return 'text';
  const kind = integer === true ? 'whole, ' : '';
  if (minimum === undefined && maximum === undefined) return `${kind}any`;
  if (maximum === undefined) return `${kind}from ${minimum}`;
  return minimum === undefined ? `${kind}up to ${maximum}` : `${kind}${minimum} to ${maximum}`;
}

function formatTable(parameters: readonly ParameterDefinition[]): string {
  if (parameters.length === 0) return 'It takes no parameters.';
  const rows = parameters.map((parameter) => {
    return `| \`${parameter.name}\` | \`${parameter.default}\` | ${describeRange(parameter)} | ${parameter.description} |`;
  });
  return ['| parameter | default | allowed | what it does |', '|---|---|---|---|', ...rows].join('\n');
}

let stale = 0;
for (const { id, parameters } of scorerDefinitions) {
  const file = path.join(folder, `${id}.md`);
  const page = existsSync(file) ? readFileSync(file, 'utf8') : `# ${id}\n\n## Parameters\n\n${begin}\n${end}\n`;
  const [start, stop] = [page.indexOf(begin), page.indexOf(end)];
  if (start < 0 || stop < start)
    throw new Error(`docs/scorers/${id}.md has no place for parameters: ${begin} … ${end}`);
  const written = `${page.slice(0, start + begin.length)}\n\n${formatTable(parameters)}\n\n${page.slice(stop)}`;
  if (existsSync(file) && written === page) continue;
  stale += 1;
  if (process.argv.includes('--check'))
    console.error(`docs/scorers/${id}.md is not what the definition of ${id} says.`);
  else writeFileSync(file, written);
}
if (stale > 0 && process.argv.includes('--check')) {
  console.error('Write the pages with: npm run docs:scorers');
  process.exitCode = 1;
}

import path from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { testFilePattern } from './pattern-of-tests.ts';

/** One broken rule: where, what, and the page that says why. A warning does not fail the check. */
export interface Finding {
  file: string;
  line: number;
  severity: 'error' | 'warning';
  message: string;
}

const fileLines = { warning: 300, error: 400 };
const functionLines = { warning: 50, error: 80 };
const vagueNames = ['utils', 'util', 'helpers', 'helper', 'common', 'core', 'manager', 'base', 'misc', 'shared'];
const clockAndChance = ['Date.now', 'Math.random', 'crypto.randomUUID', 'crypto.getRandomValues'];

const purePackages = /^(numerics|diffusion|recommender|film-text)\/src\//;
const product = /^(contract|numerics|diffusion|recommender|film-text|server|cli|web)\/src\//;
/** The last one sets a variable for ONNX Runtime. */
const readsEnvironment = [
  /^server\/src\/config\.ts$/,
  /^cli\/src\/main\.ts$/,
  /^diffusion\/src\/onnx\/onnx-runtime\.ts$/,
];
const fetches = [/^server\/src\/language-models\//, /^(cli|web)\/src\//];
const testFile = new RegExp(testFilePattern);

/** Reads one source file and lists every rule of docs/style.md and docs/architecture.md that it breaks. */
export function findRuleViolations(file: string, text: string): Finding[] {
  const findings: Finding[] = [];
  const lineStarts = computeLineStarts(text);
  const lineOf = (offset: number) => lineStarts.findLastIndex((start) => start <= offset) + 1;
  const add = (line: number, message: string, severity: Finding['severity'] = 'error') =>
    findings.push({ file, line, severity, message });

  checkName(file, add);
  checkLength({ what: 'file', lines: text.trimEnd().split('\n').length, limits: fileLines, line: 1 }, add);
  const { program, comments, errors } = parseSync(file, text);
  for (const error of errors) add(1, `does not parse: ${error.message}`);
  for (const { value, start } of comments) {
    if (/\b(TODO|FIXME|XXX)\b/.test(value))
      add(lineOf(start), 'unfinished work in a comment (docs/style.md, Comments)');
  }

  const report = { file, add, lineOf };
  const checkFunction = (node: { start: number; end: number }) => {
    if (testFile.test(file)) return;
    const line = lineOf(node.start);
    checkLength({ what: 'function', lines: lineOf(node.end) - line + 1, limits: functionLines, line }, add);
  };
  new Visitor({
    FunctionDeclaration: checkFunction,
    FunctionExpression: checkFunction,
    ArrowFunctionExpression: checkFunction,
    ImportDeclaration: (node) => checkImport(node.source.value, node.start, report),
    ExportNamedDeclaration: (node) => node.source && checkImport(node.source.value, node.start, report),
    ExportAllDeclaration: (node) => checkImport(node.source.value, node.start, report),
    MemberExpression: (node) => checkMember(text.slice(node.start, node.end), node.start, report),
    NewExpression: (node) =>
      node.arguments.length === 0 &&
      checkMember(`new ${text.slice(node.callee.start, node.callee.end)}`, node.start, report),
    CallExpression: (node) =>
      node.callee.type === 'Identifier' && node.callee.name === 'fetch' && checkFetch(node.start, report),
  }).visit(program);
  return findings;
}

interface Report {
  file: string;
  add: (line: number, message: string, severity?: Finding['severity']) => void;
  lineOf: (offset: number) => number;
}

function checkName(file: string, add: Report['add']): void {
  for (const part of file.split('/')) {
    const name = part.replace(/\..*$/, '');
    const last = name.split('-').at(-1) ?? name;
    if (vagueNames.includes(last)) add(1, `"${part}" does not say what is inside (docs/style.md, Names)`);
    if (name !== name.toLowerCase() && name !== 'README') add(1, `"${part}" is not kebab-case (docs/style.md, Names)`);
  }
}

interface Length {
  what: string;
  lines: number;
  limits: typeof fileLines;
  line: number;
}

function checkLength({ what, lines, limits, line }: Length, add: Report['add']): void {
  if (lines > limits.error) add(line, `${what} of ${lines} lines, at most ${limits.error} (docs/style.md, Size)`);
  else if (lines > limits.warning) {
    add(line, `${what} of ${lines} lines, better at most ${limits.warning} (docs/style.md, Size)`, 'warning');
  }
}

function checkImport(specifier: string, offset: number, { file, add, lineOf }: Report): void {
  if (!specifier.startsWith('.') || !product.test(file)) return;
  const target = path.posix.join(path.posix.dirname(file), specifier);
  if (target.split('/')[0] !== file.split('/')[0]) {
    add(lineOf(offset), `"${specifier}" leaves the package: import its door instead (docs/packages.md)`);
  }
}

function checkMember(expression: string, offset: number, { file, add, lineOf }: Report): void {
  if (/import\.meta\.url\)\.pathname$/.test(expression)) {
    add(lineOf(offset), 'a path from a URL breaks in a folder with spaces: use import.meta.dirname (docs/style.md)');
  }
  if (testFile.test(file)) return;
  if (purePackages.test(file) && [...clockAndChance, 'new Date'].includes(expression)) {
    add(lineOf(offset), `${expression}: clock and generator come in as arguments (docs/architecture.md, Arrows)`);
  }
  if (expression === 'process.env' && product.test(file) && !readsEnvironment.some((allowed) => allowed.test(file))) {
    add(lineOf(offset), 'process.env: only server/src/config.ts reads it (docs/architecture.md, Configuration)');
  }
}

function checkFetch(offset: number, { file, add, lineOf }: Report): void {
  if (!product.test(file) || testFile.test(file) || fetches.some((allowed) => allowed.test(file))) return;
  add(lineOf(offset), 'fetch: only server/src/language-models calls out (docs/architecture.md, Arrows)');
}

function computeLineStarts(text: string): number[] {
  return [0, ...[...text.matchAll(/\n/g)].map((match) => match.index + 1)];
}

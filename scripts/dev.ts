// `npm run dev`: the server restarts when its sources change, the page reloads by itself. Ctrl-C ends both.
import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const web = path.join(root, 'web');
const vite = path.join(path.dirname(createRequire(path.join(web, 'package.json')).resolve('vite/package.json')), 'bin');

const env = { STARWEAVE_LOG: 'debug', ...process.env };
const start = (args: readonly string[], cwd: string) => spawn(process.execPath, args, { cwd, env, stdio: 'inherit' });

const watched = ['server', 'diffusion', 'recommender', 'film-text', 'numerics', 'contract', 'cli'].map(
  (name) => `--watch-path=${name}/src`,
);
const children: ChildProcess[] = [
  start([...watched, '--conditions=source', 'cli/src/main.ts', 'serve', ...process.argv.slice(2)], root),
  start([path.join(vite, 'vite.js')], web),
];

let ending = false;
function end(signal: NodeJS.Signals): void {
  if (ending) return;
  ending = true;
  for (const child of children) child.kill(signal);
}

// On a terminal, Ctrl-C reaches the children by itself; a second signal would make them stop at once, unclean.
process.on('SIGINT', () => (process.stdin.isTTY ? undefined : end('SIGINT')));
process.on('SIGTERM', () => end('SIGTERM'));
for (const child of children) {
  child.on('exit', (code) => {
    process.exitCode ||= code ?? 0;
    end('SIGTERM');
  });
}

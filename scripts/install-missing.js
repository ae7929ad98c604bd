// Installs what is missing before start, test, check and the like. Plain JavaScript without dependencies: it runs when
// nothing is installed yet, on any Node.js from 20 on.
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { explainInstallFailure } from './explain-install-failure.js';
import { findMissingPackages } from './find-missing-packages.js';
import { findPinnedNode, nodePackages, runsTypeScript } from './pinned-node.js';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

function fail(message) {
  console.error(`\n${message}\n`);
  process.exit(1);
}

function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

function findReasons() {
  return findMissingPackages({
    lock: readJson(join(root, 'package-lock.json')),
    installed: readJson(join(root, 'node_modules', '.package-lock.json')),
    hasFolder: (key) => existsSync(join(root, key)),
    platform: process.platform,
    arch: process.arch,
  });
}

/** The npm that runs this script, or the one on the path. */
function findNpm() {
  const script = process.env.npm_execpath;
  if (script?.endsWith('npm-cli.js')) return [process.env.npm_node_execpath ?? process.execPath, script];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
}

/** Runs npm, shows what it prints, and resolves to its exit code and output. */
function runNpm(args) {
  const [command, ...before] = findNpm();
  const shell = command.endsWith('.cmd');
  return new Promise((done) => {
    const child = spawn(command, [...before, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], shell });
    let output = '';
    const keep = (chunk) => {
      output = (output + chunk).slice(-20_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
    child.on('error', (error) => done({ code: 1, output: String(error) }));
    child.on('close', (code, signal) => done({ code: signal === null ? code : 130, output }));
  });
}

function checkWritable() {
  try {
    accessSync(root, constants.W_OK);
  } catch (error) {
    fail(explainInstallFailure({ output: String(error.message), root }));
  }
}

async function install() {
  checkWritable();
  // `npm ci` first empties node_modules; with something there already, adding what is missing is quicker and cannot
  // delete the binary that runs this script.
  const command = existsSync(join(root, 'node_modules')) ? ['install', '--no-save'] : ['ci'];
  const startedMs = Date.now();
  console.log('Installing packages (once; about a minute) …');
  const flags = ['--include=dev', '--include=optional', '--ignore-scripts', '--no-audit', '--no-fund'];
  const retries = ['--fetch-retry-mintimeout=2000', '--fetch-retry-maxtimeout=10000'];
  const { code, output } = await runNpm([...command, ...flags, ...retries, '--loglevel=error']);
  if (code === 130) process.exit(130);
  if (code !== 0) fail(explainInstallFailure({ output, root }));
  console.log(`Installed in ${((Date.now() - startedMs) / 1000).toFixed(0)} s.`);
}

/** Puts the pinned Node.js where npm scripts find it first. npm 10 loses this link among the platforms' packages. */
function linkPinnedNode(binary) {
  const isWindows = process.platform === 'win32';
  const folder = join(root, 'node_modules', '.bin');
  const link = join(folder, isWindows ? 'node.cmd' : 'node');
  if (existsSync(link)) return;
  rmSync(link, { force: true });
  if (isWindows) writeFileSync(link, `@"%~dp0\\${relative(folder, binary)}" %*\r\n`);
  else symlinkSync(relative(folder, binary), link);
}

function checkPinnedNode({ tryIt }) {
  const binary = findPinnedNode(root);
  const works = binary !== undefined && (!tryIt || spawnSync(binary, ['--version']).status === 0);
  if (works) return linkPinnedNode(binary);
  if (binary === undefined && runsTypeScript(process.version)) return;
  const supported = Object.keys(nodePackages).join(', ');
  const here = `${process.platform}-${process.arch}`;
  fail(
    binary === undefined
      ? `There is no Node.js 24 from npm for ${here} (there is for ${supported}), and this Node.js ${process.version} is too old to run Starweave itself. Install Node.js 24 from https://nodejs.org and run the command again.`
      : `The Node.js 24 from npm does not run here: ${binary}. It needs a Linux with glibc 2.28 or newer, macOS 13.5 or newer, or Windows 10 or newer.`,
  );
}

if (Number(process.versions.node.split('.')[0]) < 20) {
  fail(`Starweave needs Node.js 20 or newer; this is ${process.version}. Install one from https://nodejs.org.`);
}
const reasons = findReasons();
if (reasons.length > 0) await install();
checkPinnedNode({ tryIt: reasons.length > 0 });

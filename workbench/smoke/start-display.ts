import { spawn } from 'node:child_process';
import { MissingBrowserError } from './missing-browser-error.ts';
import { findCommand } from './start-driver.ts';

/** A screen that windows open on. */
export interface Display {
  /** What a program needs in its environment to find it. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/**
 * Opens a screen that nobody sees (Xvfb), so that windows don't get in anybody's way; without Xvfb the one that is there.
 *
 * Throws a `MissingBrowserError` where there is neither.
 */
export async function startDisplay(): Promise<Display> {
  const command = findCommand('Xvfb');
  if (command === undefined) {
    if (process.env.DISPLAY === undefined && process.env.WAYLAND_DISPLAY === undefined) {
      throw new MissingBrowserError('There is no screen and no Xvfb to make one. Install it: apt install xvfb');
    }
    return { environment: {}, stop: async () => {} };
  }
  const child = spawn(command, ['-displayfd', '3', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const number = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}.`)));
    // It writes the number of the display once it is open.
    child.stdio[3]?.once('data', (text: Buffer) => resolve(text.toString().trim()));
  });
  return {
    environment: { DISPLAY: `:${number}`, GDK_BACKEND: 'x11' },
    async stop() {
      child.kill();
      await exited;
    },
  };
}

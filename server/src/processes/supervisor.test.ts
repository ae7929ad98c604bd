import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLogger } from '../logging.ts';
import { findProcessIdentity } from './process-identity.ts';
import { createSupervisor, type ProcessExit, type Supervisor, type SupervisorOptions } from './supervisor.ts';

const program = path.join(import.meta.dirname, 'supervisor-test-child.ts');

let recordFolder: string;
let supervisors: Supervisor[];

beforeEach(async () => {
  supervisors = [];
  recordFolder = await mkdtemp(path.join(tmpdir(), 'starweave processes '));
});
afterEach(async () => {
  for (const supervisor of supervisors) await supervisor.close();
  await rm(recordFolder, { recursive: true });
});

/** A supervisor whose messages and exits can be waited for, in their order. */
function supervise(options: Partial<SupervisorOptions> = {}) {
  const messages = createQueue<unknown>();
  const exits = createQueue<ProcessExit>();
  const supervisor = createSupervisor({
    ...{ name: 'child', program, recordFolder, logger: createLogger({ log: 'silent' }) },
    onMessage: messages.push,
    onExit: exits.push,
    ...options,
  });
  supervisors.push(supervisor);
  return { supervisor, nextMessage: messages.next, nextExit: exits.next };
}

function createQueue<T>() {
  const values: T[] = [];
  const waiting: ((value: T) => void)[] = [];
  return {
    push: (value: T): void => {
      const first = waiting.shift();
      if (first === undefined) values.push(value);
      else first(value);
    },
    next: (): Promise<T> =>
      new Promise((resolve) => {
        if (values.length > 0) resolve(values.shift() as T);
        else waiting.push(resolve);
      }),
  };
}

async function waitUntilGone(processId: number): Promise<void> {
  while ((await findProcessIdentity(processId)) !== undefined) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('supervisor', () => {
  it('talks with its child in structured clones', async () => {
    const { supervisor, nextMessage } = supervise();
    expect(supervisor.send('lost')).toBe(false);
    await supervisor.start();
    expect(await nextMessage()).toBe('ready');
    const message = { step: 1, preview: new Uint8Array([1, 2, 3]) };
    expect(supervisor.send(message)).toBe(true);
    expect(await nextMessage()).toEqual({ echo: message });
  });

  it('gives its child flags of Node.js and more environment', async () => {
    const { supervisor, nextMessage } = supervise({
      nodeFlags: ['--max-semi-space-size=4'],
      environment: { STARWEAVE_TEST: 'more' },
    });
    await supervisor.start();
    await nextMessage();
    supervisor.send('start');
    expect(await nextMessage()).toMatchObject({
      flags: expect.arrayContaining(['--max-semi-space-size=4', '--conditions=source']),
      environment: { STARWEAVE_TEST: 'more', PATH: process.env.PATH },
    });
  });

  it('tells of a crash and starts the child again', async () => {
    const { supervisor, nextMessage, nextExit } = supervise();
    await supervisor.start();
    await nextMessage();
    const first = supervisor.processId();
    supervisor.send('crash');
    expect(await nextExit()).toEqual({ processId: first, code: 3, signal: null, isUnexpected: true });
    expect(await nextMessage()).toBe('ready');
    expect(supervisor.processId()).not.toBe(first);
    supervisor.kill();
    expect(await nextExit()).toMatchObject({ signal: 'SIGKILL', isUnexpected: true });
    expect(await nextMessage()).toBe('ready');
  });

  it('starts the child again also where it can’t be recorded, as on a full disk', async () => {
    const starts = createQueue<number>();
    const { supervisor, nextExit } = supervise({ onStart: starts.push });
    await supervisor.start();
    const first = await starts.next();
    const record = path.join(recordFolder, 'child.json');
    await rm(record);
    await mkdir(record);
    supervisor.kill();
    await nextExit();
    const second = await starts.next();
    expect(second).not.toBe(first);
    expect(supervisor.processId()).toBe(second);
    await rm(record, { recursive: true });
  });

  it('closes gently and leaves no process and no record', async () => {
    const { supervisor, nextMessage, nextExit } = supervise();
    await supervisor.start();
    await nextMessage();
    const processId = supervisor.processId() as number;
    await Promise.all([supervisor.close(), supervisor.close()]);
    expect(await findProcessIdentity(processId)).toBeUndefined();
    expect(await nextExit()).toMatchObject({ signal: 'SIGTERM', isUnexpected: false });
    await expect(readFile(path.join(recordFolder, 'child.json'))).rejects.toThrow('ENOENT');
  });

  it('kills a child that does not end within the grace', async () => {
    const { supervisor, nextMessage, nextExit } = supervise({ words: ['ignores-sigterm'], graceMs: 50 });
    await supervisor.start();
    await nextMessage();
    await supervisor.close();
    expect(await nextExit()).toMatchObject({ signal: 'SIGKILL', isUnexpected: false });
  });

  it.each(['exits-with-parent', 'ignores-parent'])(
    'has no child of a killed gateway beside its own (%s)',
    async (way) => {
      const file = path.join(recordFolder, 'process-id');
      const gateway = spawn(
        process.execPath,
        [path.join(import.meta.dirname, 'supervisor-test-gateway.ts'), program, recordFolder, way, file],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      await once(gateway.stdout, 'data');
      const left = Number(await readFile(file, 'utf8'));
      gateway.kill('SIGKILL');
      await once(gateway, 'exit');
      if (way === 'exits-with-parent') await waitUntilGone(left);
      else expect(await findProcessIdentity(left)).toBeDefined();
      const { supervisor, nextMessage } = supervise();
      await supervisor.start();
      await nextMessage();
      expect(await findProcessIdentity(left)).toBeUndefined();
    },
  );

  it('leaves alone a foreign process that has a recorded id', async () => {
    const { supervisor, nextMessage } = supervise();
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)']);
    await once(stranger, 'spawn');
    const record = { processId: stranger.pid, startedAt: 'another boot' };
    await writeFile(path.join(recordFolder, 'child.json'), JSON.stringify(record));
    await supervisor.start();
    await nextMessage();
    expect(await findProcessIdentity(stranger.pid as number)).toBeDefined();
    stranger.kill('SIGKILL');
    await once(stranger, 'exit');
  });
});

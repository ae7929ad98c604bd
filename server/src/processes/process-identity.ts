import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** A process that can't be confused with a later one of the same id. */
export interface ProcessIdentity {
  readonly processId: number;
  /** When it started, as the operating system writes it; equal texts mean the same process. */
  readonly startedAt: string;
}

/** Undefined when no such process runs (a zombie doesn't). */
export async function findProcessIdentity(processId: number): Promise<ProcessIdentity | undefined> {
  if (!Number.isSafeInteger(processId) || processId <= 0 || !isProcessAlive(processId)) return undefined;
  const startedAt = process.platform === 'linux' ? await findLinuxStart(processId) : await findPosixStart(processId);
  return startedAt === undefined ? undefined : { processId, startedAt };
}

export async function isSameProcess(identity: ProcessIdentity): Promise<boolean> {
  const found = await findProcessIdentity(identity.processId);
  return found?.startedAt === identity.startedAt;
}

/** Reads a recorded identity; undefined when the text is none, such as one cut off by a full disk. */
export function parseIdentity(text: string): ProcessIdentity | undefined {
  try {
    const { processId, startedAt } = JSON.parse(text) as Record<string, unknown>;
    return typeof processId === 'number' && typeof startedAt === 'string' ? { processId, startedAt } : undefined;
  } catch {
    return undefined;
  }
}

/** The command line of a process, its words joined by spaces; undefined when it is gone or hidden. */
export async function findCommandLine(processId: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    const text = await readFile(`/proc/${processId}/cmdline`, 'utf8').catch(() => '');
    return text === '' ? undefined : text.split('\0').join(' ').trim();
  }
  return listProcess(processId, 'command=');
}

function isProcessAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

// Start in clock ticks after boot, with the boot's id: process ids and ticks both begin anew with a boot.
async function findLinuxStart(processId: number): Promise<string | undefined> {
  const [stat, bootId] = await Promise.all([
    readFile(`/proc/${processId}/stat`, 'utf8').catch(() => ''),
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => ''),
  ]);
  // The second field, the name in parentheses, may itself hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === undefined || fields[0] === '' || fields[0] === 'Z' || fields[0] === 'X') return undefined;
  return `${bootId.trim()}/${fields[19]}`;
}

async function findPosixStart(processId: number): Promise<string | undefined> {
  if (process.platform === 'win32') return findWindowsStart(processId);
  return listProcess(processId, 'lstart=');
}

async function listProcess(processId: number, column: string): Promise<string | undefined> {
  const { stdout } = await promisify(execFile)('ps', ['-o', column, '-p', `${processId}`]).catch(() => ({
    stdout: '',
  }));
  return stdout.trim() === '' ? undefined : stdout.trim();
}

async function findWindowsStart(processId: number): Promise<string | undefined> {
  const script = `(Get-Process -Id ${processId}).StartTime.ToFileTimeUtc()`;
  const { stdout } = await promisify(execFile)('powershell', ['-NoProfile', '-Command', script]).catch(() => ({
    stdout: '',
  }));
  return stdout.trim() === '' ? undefined : stdout.trim();
}

import { spawn } from 'node:child_process';

/**
 * Run a program that is given one job as JSON and prints its report, as JSON, as its last line.
 *
 * @throws Error with the end of what it wrote to stderr when it fails
 */
export async function runJsonProcess<Report>(command: readonly string[], job: unknown): Promise<Report> {
  const [program = '', ...given] = command;
  const child = spawn(program, [...given, JSON.stringify(job)], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [output, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-4000);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  if (code !== 0) throw new Error(`${program} ended with ${code}:\n${errors}`);
  return JSON.parse(output.trim().split('\n').at(-1) ?? '') as Report;
}

/** The command of a TypeScript program of this repository. */
export function commandOf(file: string): readonly string[] {
  return [process.execPath, '--conditions=source', file];
}

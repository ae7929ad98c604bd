import path from 'node:path';
import type { Job } from '@starweave/contract';
import { type Command, type CommandContext, exitCodes, UsageError } from '../command.ts';
import { connectionFlags, connectToServer } from '../connect-to-server.ts';
import { type Flag, formatFlags, parseFlags } from '../parse-flags.ts';
import { createProgressDisplay } from '../progress-line.ts';
import { writeWholeFile } from '../write-whole-file.ts';
import { getOutputFormat, parseImageRequest, requestFlags } from './image-request.ts';
import { paint } from './paint.ts';
import { nameOutputFiles, verifyWritable } from './picture-files.ts';

const outFlag: Flag = { name: 'out', value: '<file>', short: 'o', help: 'file to write: .png, .jpg or .webp' };

export const imageCommand: Command = {
  name: 'image',
  summary: 'paint a picture from words',
  help: () => `Usage: starweave image "<prompt>" --out FILE [options]

Paints the prompt and writes the picture. Talks to a running server; when none runs, or with --local,
everything happens in this process and no port is opened.

${formatFlags([outFlag, ...requestFlags, ...connectionFlags])}

Examples:
  starweave image "a lighthouse under a full moon, watercolor" --out lighthouse.png
  starweave image "a red sun over blue mountains" --seed 7 --out sun.png
  starweave image "a dog in the snow" --count 4 --out dog.webp     writes dog-1.webp … dog-4.webp

Exit codes: 0 painted, 1 failed, 2 not understood, 130 interrupted (the job is cancelled).
`,
  run: runImage,
};

async function runImage(context: CommandContext): Promise<number> {
  const { values, positionals } = parseFlags(context.words, [outFlag, ...requestFlags, ...connectionFlags]);
  const [prompt, ...rest] = positionals;
  if (prompt === undefined) throw new UsageError('What shall be painted? starweave image "a red fox" --out fox.png');
  if (rest.length > 0) {
    throw new UsageError(`One prompt at a time: put it in quotes. Extra words: ${rest.join(' ').slice(0, 80)}`);
  }
  if (typeof values.out !== 'string') throw new UsageError('Where to? Add --out picture.png');
  const out = path.resolve(context.workingFolder, values.out);
  const request = parseImageRequest(prompt, values, getOutputFormat(path.extname(out)));
  await verifyWritable(out);

  const connection = await connectToServer(context, values);
  try {
    const display = createProgressDisplay(context.terminal);
    const { job, files } = await paint(connection.transport, request, display, context.signal);
    const names = nameOutputFiles(out, files.length);
    for (const [index, bytes] of files.entries()) await writeWholeFile(names[index] ?? out, bytes);
    report(context, job, names);
    return exitCodes.done;
  } finally {
    await connection.close();
  }
}

function report({ terminal, workingFolder }: CommandContext, job: Job, files: readonly string[]): void {
  for (const notice of job.notices) terminal.writeError(`${notice.text}\n`);
  const { metadata } = job;
  const facts =
    metadata === undefined
      ? ''
      : ` (${metadata.model}, ${metadata.steps} steps, ${metadata.width} × ${metadata.height}, ` +
        `${(Number(metadata.generationTimeMs) / 1000).toFixed(1)} s on ${metadata.device})`;
  for (const [index, file] of files.entries()) {
    terminal.write(
      `${path.relative(workingFolder, file) || file}  seed ${job.pictures[index]?.seed64 ?? 0n}${index === 0 ? facts : ''}\n`,
    );
  }
}

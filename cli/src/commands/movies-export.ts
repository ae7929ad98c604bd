import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { type Command, type CommandContext, exitCodes, UsageError } from '../command.ts';
import { connectionFlags } from '../connect-to-server.ts';
import { readText, refuseWords } from '../movies/movie-flags.ts';
import { createRatingFiles, type OwnRatings, type RatingFile } from '../movies/rating-files.ts';
import { type MovieClient, withMovies } from '../movies/with-movies.ts';
import { type Flag, formatFlags, parseFlags } from '../parse-flags.ts';
import { writeWholeFile } from '../write-whole-file.ts';

const flags: readonly Flag[] = [
  { name: 'out', value: 'FOLDER', short: 'o', help: 'folder to write to, made if need be (default: standard output)' },
  { name: 'format', value: 'NAME', help: 'csv, in MovieLens’s layout, or json (default: csv)' },
  ...connectionFlags,
];

const pageSize = 1000;

export const exportCommand: Command = {
  name: 'export',
  summary: 'write your own ratings and feedback as CSV or JSON',
  help: () => `Usage: starweave movies export [options]

Writes your own ratings and feedback. As CSV into a folder: ratings.csv and movies.csv as MovieLens has them, which
"starweave movies import" reads again, and feedback.csv. To standard output, CSV has the ratings only, JSON everything.

${formatFlags(flags)}

Examples:
  starweave movies export --out my-films
  starweave movies export --format json > my-films.json
`,
  async run(context) {
    const { values, positionals } = parseFlags(context.words, flags);
    refuseWords(positionals, 'export');
    const format = readText(values, 'format') ?? 'csv';
    if (format !== 'csv' && format !== 'json') {
      throw new UsageError(`--format can't be "${format}". Choose one of csv, json.`);
    }
    const own = await withMovies(context, values, (movies) => loadOwnRatings(movies, context.signal));
    await write(createRatingFiles(own, format), readText(values, 'out'), context);
    return exitCodes.done;
  },
};

async function loadOwnRatings(movies: MovieClient, signal: AbortSignal): Promise<OwnRatings> {
  const first = await movies.listRatings({ limit: pageSize }, { signal });
  const ratings = [...first.ratings];
  while (ratings.length < first.total) {
    const page = await movies.listRatings({ limit: pageSize, offset: ratings.length }, { signal });
    if (page.ratings.length === 0) break;
    ratings.push(...page.ratings);
  }
  return { ratings, feedback: first.feedback };
}

async function write(files: readonly RatingFile[], out: string | undefined, context: CommandContext): Promise<void> {
  if (out === undefined) return context.terminal.write(files[0]?.text ?? '');
  const folder = path.resolve(context.workingFolder, out);
  await mkdir(folder, { recursive: true });
  for (const { name, text } of files) {
    await writeWholeFile(path.join(folder, name), text);
    context.terminal.write(`${path.join(out, name)}\n`);
  }
}

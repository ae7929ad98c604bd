import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Command, type CommandContext, exitCodes, UsageError } from '../command.ts';
import { connectionFlags } from '../connect-to-server.ts';
import { findClosest } from '../find-closest.ts';
import { formatTable } from '../format-table.ts';
import { computeMd5, downloadFile, fetchOrExplain, UnreachableError } from '../movies/download-file.ts';
import {
  findUsageTerms,
  grouplensFiles,
  type PublishedDataSet,
  parseMd5,
  publishedDataSets,
} from '../movies/grouplens.ts';
import { importRatings } from '../movies/import-ratings.ts';
import { readText } from '../movies/movie-flags.ts';
import { type Flag, formatFlags, type ParsedFlags, parseFlags } from '../parse-flags.ts';
import { createProgressDisplay } from '../progress-line.ts';

const flags: readonly Flag[] = [
  { name: 'accept-licence', help: 'agree to GroupLens’s terms of use without being asked' },
  { name: 'to', value: 'FOLDER', help: 'folder of the zip (default: this one)' },
  { name: 'no-import', help: 'download only' },
  { name: 'mirror', value: 'URL', help: `where the files are (default: ${grouplensFiles})` },
  ...connectionFlags,
];

export const downloadCommand: Command = {
  name: 'download',
  summary: 'fetch a MovieLens data set from GroupLens and import it',
  help: () => `Usage: starweave movies download NAME [options]

Shows GroupLens's terms of use and asks whether you agree, downloads the zip, verifies its published checksum, and
imports it. Ctrl-C stops; the same command goes on with what was downloaded or sent. NAME is one of:

${formatTable(
  ['NAME', 'SIZE'],
  publishedDataSets.map(({ name, size }) => [name, size]),
)}
${formatFlags(flags)}

Example:
  starweave movies download ml-latest-small
`,
  async run(context) {
    const { values, positionals } = parseFlags(context.words, flags);
    const dataSet = findDataSet(positionals);
    const mirror = (readText(values, 'mirror') ?? grouplensFiles).replace(/\/+$/, '');
    if (!/^https?:$/.test(URL.parse(mirror)?.protocol ?? '')) {
      throw new UsageError(`--mirror takes an address such as ${grouplensFiles}, not "${mirror}".`);
    }
    const folder = path.resolve(context.workingFolder, readText(values, 'to') ?? '.');
    const order = { dataSet, mirror, file: path.join(folder, `${dataSet.name}.zip`), values };
    try {
      if (!(await agree(order, context))) return exitCodes.failed;
      await mkdir(folder, { recursive: true });
      await download(order, context);
    } catch (error) {
      throw error instanceof UnreachableError ? addWayOut(error, order) : error;
    }
    if (values['no-import'] === true) return exitCodes.done;
    await importRatings({ file: order.file, name: dataSet.name, values }, context);
    return exitCodes.done;
  },
};

interface DownloadOrder {
  readonly dataSet: PublishedDataSet;
  readonly mirror: string;
  readonly file: string;
  readonly values: ParsedFlags['values'];
}

function findDataSet([name, ...rest]: readonly string[]): PublishedDataSet {
  const names = publishedDataSets.map((dataSet) => dataSet.name);
  if (name === undefined) throw new UsageError(`Which one? There are ${names.join(', ')}.`);
  if (rest.length > 0) throw new UsageError(`One data set at a time. Extra words: ${rest.join(' ').slice(0, 80)}`);
  const found = publishedDataSets.find((dataSet) => dataSet.name === name.toLowerCase());
  if (found !== undefined) return found;
  const closest = findClosest(name, names);
  throw new UsageError(
    `GroupLens has no data set "${name}". ${closest === undefined ? `There are ${names.join(', ')}.` : `Did you mean ${closest}?`}`,
  );
}

async function agree({ dataSet, mirror, values }: DownloadOrder, context: CommandContext): Promise<boolean> {
  const { terminal, signal } = context;
  const url = `${mirror}/${dataSet.readme}`;
  const response = await fetchOrExplain(url, signal);
  const readme = await response.text();
  if (!response.ok)
    throw new UnreachableError(`${url} answers ${response.status}, so the terms of use can't be shown.`);
  terminal.writeError(
    `${dataSet.name}, ${dataSet.size}, by GroupLens, University of Minnesota. Its terms of use, from ${url}:\n\n` +
      `${findUsageTerms(readme) ?? readme.trim()}\n\n`,
  );
  if (values['accept-licence'] === true) {
    terminal.writeError('Agreed to by --accept-licence.\n');
    return true;
  }
  if (terminal.ask === undefined) {
    terminal.writeError('Nobody can be asked here. If you agree to these terms, add --accept-licence.\n');
    return false;
  }
  const answer = await terminal.ask('Do you agree? Type yes to go on: ', signal);
  if (/^(y|yes)$/i.test(answer ?? '')) return true;
  terminal.writeError('Not agreed to, so nothing was downloaded.\n');
  return false;
}

async function download({ dataSet, mirror, file }: DownloadOrder, { terminal, signal }: CommandContext): Promise<void> {
  const url = `${mirror}/${dataSet.name}.zip`;
  const md5 = dataSet.md5 ?? (await loadMd5(`${url}.md5`, signal));
  if (md5 === undefined) terminal.writeError(`There is no checksum beside ${url}; the zip's own ones must do.\n`);
  const isThere = (await stat(file).catch(() => undefined))?.isFile() === true;
  if (isThere && md5 !== undefined && (await computeMd5(file)) === md5) {
    terminal.writeError(`${file} is there already, and its checksum is right.\n`);
    return;
  }
  const display = createProgressDisplay(terminal);
  try {
    const megabytes = (bytes: number) => Math.ceil(bytes / 1e6);
    const onProgress = (done: number, total: number | undefined) =>
      display.show({
        label: `downloading ${dataSet.name}, MB`,
        done: Math.floor(done / 1e6),
        ...(total === undefined ? {} : { total: megabytes(total) }),
      });
    await downloadFile({ url, file, md5, onProgress, signal });
  } finally {
    display.finish();
  }
  terminal.writeError(`Downloaded ${file}${md5 === undefined ? '' : '; its checksum is right'}.\n`);
}

async function loadMd5(url: string, signal: AbortSignal): Promise<string | undefined> {
  const response = await fetchOrExplain(url, signal);
  const text = await response.text();
  return response.ok ? parseMd5(text) : undefined;
}

function addWayOut(error: UnreachableError, { dataSet }: DownloadOrder): UnreachableError {
  const wayOut = `Or download ${dataSet.name}.zip elsewhere (https://grouplens.org/datasets/movielens/) and give: starweave movies import ${dataSet.name}.zip`;
  return new UnreachableError(`${error.message}\n${wayOut}`, { cause: error });
}

/** What the page needs to know of a file that somebody chose. */
export interface ChosenFile {
  readonly name: string;
  readonly size: number;
  readonly lastModified: number;
  /** Where it lies below the chosen folder, as in "ml-latest-small/ratings.csv"; empty for a file chosen by itself. */
  readonly webkitRelativePath: string;
}

/** What will be sent, or why nothing can be. */
export type FileChoice<Chosen extends ChosenFile> =
  | { readonly kind: 'ready'; readonly files: readonly Chosen[]; readonly sizeBytes: number; readonly name: string }
  | { readonly kind: 'refused'; readonly reason: string };

const RATINGS = /^(ratings\.(csv|tsv|dat|parquet)|u\.data)$/i;
const TABLES =
  /^(ratings\.(csv|tsv|dat|parquet)|u\.(data|item|genre|user)|movies\.(csv|dat|parquet)|items\.(csv|parquet)|tags\.(csv|dat|parquet)|users\.(csv|dat|parquet)|links\.csv)$/i;

/**
 * Picks what an import reads out of what somebody chose: the one zip or Parquet file, or the tables of the topmost folder
 * that has ratings. Everything else in the folder stays where it is.
 */
export function chooseFiles<Chosen extends ChosenFile>(chosen: readonly Chosen[]): FileChoice<Chosen> {
  if (chosen.length === 0) return refuse('No file was chosen, or the folder is empty.');
  const single = chosen.length === 1 ? chosen[0] : undefined;
  if (single !== undefined && /\.(zip|parquet)$/i.test(single.name)) {
    return accept([single], single.name.replace(/\.[^.]+$/, ''));
  }
  const rated = chosen.filter(({ name }) => RATINGS.test(name)).sort((one, other) => depthOf(one) - depthOf(other))[0];
  if (rated === undefined) {
    return refuse(
      'There are no ratings in it. A MovieLens folder has ratings.csv, ratings.dat or u.data; choose that folder, or its zip.',
    );
  }
  const folder = folderOf(rated);
  const files = chosen.filter((file) => folderOf(file) === folder && TABLES.test(file.name) && file.size > 0);
  if (!files.includes(rated)) return refuse(`${rated.name} is empty. Choose a folder with ratings in it.`);
  return accept(files, folder.split('/').at(-1) || 'My ratings');
}

/** A line that is the same for the same files: names, sizes and times. */
export function describeFiles(files: readonly ChosenFile[]): string {
  return files
    .map(({ name, size, lastModified }) => `${name} ${size} ${lastModified}`)
    .sort()
    .join('\n');
}

const LONGEST_NAME = 100;

function accept<Chosen extends ChosenFile>(files: readonly Chosen[], name: string): FileChoice<Chosen> {
  const sizeBytes = files.reduce((sum, { size }) => sum + size, 0);
  if (sizeBytes === 0) return refuse('The file is empty.');
  return { kind: 'ready', files, sizeBytes, name: name.slice(0, LONGEST_NAME) };
}

function refuse(reason: string): { readonly kind: 'refused'; readonly reason: string } {
  return { kind: 'refused', reason };
}

function folderOf({ webkitRelativePath }: ChosenFile): string {
  return webkitRelativePath.split('/').slice(0, -1).join('/');
}

function depthOf({ webkitRelativePath }: ChosenFile): number {
  return webkitRelativePath.split('/').length;
}

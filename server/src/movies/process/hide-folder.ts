import path from 'node:path';

/**
 * A text for people with the files of a folder called by their names alone: where the server keeps them is nobody's business.
 * `/srv/data/films/data-sets/7/ratings.bin is damaged` is `ratings.bin is damaged` for the folder `/srv/data/films`. A path
 * ends at white space, a quotation mark or an end of the text; one of the folder itself becomes `name`.
 *
 * @param folder as the paths begin: absolute, without a separator at its end; empty: nothing is hidden
 */
export function hideFolder(text: string, folder: string, name = 'the data folder'): string {
  if (folder === '') return text;
  const [before = '', ...paths] = text.split(`${folder}${path.sep}`);
  const names = paths.map((rest) => rest.replace(/^[^\s"'“”‘’]*[/\\](?=[^\s"'“”‘’])/, ''));
  return [before, ...names].join('').replaceAll(folder, name);
}

/** A MovieLens data set that GroupLens publishes. */
export interface PublishedDataSet {
  readonly name: string;
  /** How much there is of it, for the list. */
  readonly size: string;
  readonly readme: string;
  /** MD5 of the zip, hex, as GroupLens published it; not given for those that change from time to time. */
  readonly md5?: string;
}

/** Where GroupLens keeps the files. */
export const grouplensFiles = 'https://files.grouplens.org/datasets/movielens';

/** What `starweave movies download` knows, the smallest first of each kind. */
export const publishedDataSets: readonly PublishedDataSet[] = [
  { name: 'ml-latest-small', size: '100 thousand ratings, about 1 MB', readme: 'ml-latest-small-README.html' },
  { name: 'ml-latest', size: 'every rating so far, about 350 MB', readme: 'ml-latest-README.html' },
  stable('ml-100k', '100 thousand ratings, 5 MB', '0e33842e24a9c977be4e0107933c0723', 'txt'),
  stable('ml-1m', '1 million ratings, 6 MB', 'c4d9eecfca2ab87c1945afe126590906', 'txt'),
  stable('ml-10m', '10 million ratings, 66 MB', 'ce571fd55effeba0271552578f2648bd', 'html'),
  stable('ml-20m', '20 million ratings, 199 MB', 'cd245b17a1ae2cc31bb14903e1204af3', 'html'),
  stable('ml-25m', '25 million ratings, 262 MB', '6b51fb2759a8657d3bfcbfc42b592ada', 'html'),
  stable('ml-32m', '32 million ratings, 239 MB', 'd472be332d4daa821edc399621853b57', 'html'),
];

function stable(name: string, size: string, md5: string, ending: 'txt' | 'html'): PublishedDataSet {
  return { name, size, readme: `${name}-README.${ending}`, md5 };
}

/**
 * The terms of use out of a data set's read-me, text or HTML, as plain text: the section "Usage License" up to the next
 * heading. Undefined where there is no such section.
 */
export function findUsageTerms(readme: string): string | undefined {
  const lines = toPlainText(readme).split('\n');
  const start = lines.findIndex((line) => /^#*\s*usage licen[sc]e\s*$/i.test(line.trim()));
  if (start === -1) return undefined;
  const rest = lines.slice(start + 1).filter((line, index) => index > 0 || !isUnderline(line));
  const end = rest.findIndex(
    (line, index) => index > 0 && (line.startsWith('# ') || isUnderline(rest[index + 1] ?? '')),
  );
  const text = (end === -1 ? rest : rest.slice(0, end)).join('\n').trim();
  return text === '' ? undefined : text.replaceAll(/\n{3,}/g, '\n\n');
}

function isUnderline(line: string): boolean {
  return /^[=-]{4,}\s*$/.test(line.trim());
}

/** HTML as lines: headings begin with "# ", entries of lists with "* ". Plain text stays as it is. */
function toPlainText(text: string): string {
  const isHtml = /<(html|h\d|p)\b/i.test(text);
  if (!isHtml) return text.replaceAll('\r\n', '\n');
  return text
    .replaceAll(/<(script|style)\b[\s\S]*?<\/\1>/gi, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/<h\d[^>]*>/gi, '\n\n# ')
    .replaceAll(/<li[^>]*>/gi, '\n* ')
    .replaceAll(/<(br|\/p|\/h\d|\/ul|\/ol|\/div|\/pre|p)\b[^>]*>/gi, '\n')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(lt|gt|quot|#39|nbsp|amp);/g, (_, name: string) => entities[name] ?? ' ')
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n');
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ', amp: '&' };

/** The MD5 in a file that stands beside a download, as `md5` or `md5sum` write it; undefined where there is none. */
export function parseMd5(text: string): string | undefined {
  return /\b[0-9a-f]{32}\b/i.exec(text)?.[0].toLowerCase();
}

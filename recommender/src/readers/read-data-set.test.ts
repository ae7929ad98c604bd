import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDataSet } from './read-data-set.ts';
import { createFolder, listRatings } from './test-data-folder.ts';
import { createZip } from './test-zip.ts';

// The lines are made up in the form of each set; none is MovieLens's own.
const ratingsCsv = 'userId,movieId,rating,timestamp\r\n4,20,3.5,1000\r\n4,10,5.0,1001\r\n';
const smallFolder = {
  'ratings.csv': ratingsCsv,
  'movies.csv':
    'movieId,title,genres\r\n10,"Quiet Harbour, The (1954)",Drama|War\r\n20,"The ""Big"" Signal (Le Signe) (2001)",(no genres listed)\r\n30,Untitled,Comedy\r\nx,Bad (1999),Drama\r\n',
  'tags.csv':
    'userId,movieId,tag,timestamp\r\n1,10,slow,5\r\n2,10,"sea, storms",6\r\n3,10,slow,7\r\n3,99,lost,8\r\n3,10,,9\r\n',
  'links.csv': 'movieId,imdbId,tmdbId\r\n',
};

describe('readDataSet', () => {
  it('reads the CSV folders, titles with quotes and articles as they are', async () => {
    const { table, sideInformation, rejectedSideLines } = await readDataSet(createFolder(smallFolder));
    expect(listRatings(table)).toEqual([
      [4, 20, 3.5, 1000],
      [4, 10, 5, 1001],
    ]);
    const none = { directors: [], keywords: [] };
    expect(sideInformation.items).toEqual(
      new Map([
        [
          10,
          {
            title: 'Quiet Harbour, The (1954)',
            year: 1954,
            genres: ['Drama', 'War'],
            tags: ['slow', 'sea, storms', 'slow'],
            ...none,
          },
        ],
        [20, { title: 'The "Big" Signal (Le Signe) (2001)', year: 2001, genres: [], tags: [], ...none }],
        [30, { title: 'Untitled', year: undefined, genres: ['Comedy'], tags: [], ...none }],
      ]),
    );
    expect(rejectedSideLines.first.map(({ file, line, reason }) => [file, line, reason])).toEqual([
      ['movies.csv', 5, "the item id “x” isn't an integer from 0 to 2147483647"],
      ['tags.csv', 6, 'the tag is empty'],
    ]);
  });

  it('takes a quotation mark within a field for a letter, and one at its start for the beginning of a quoted field', async () => {
    const movies = [
      'movieId,title,genres',
      '1,Saucers 7" Across (1999),Comedy',
      '2,"Two',
      'Lines, ""One"" Title" ,Drama',
      '3, "The Long, Long Way",War',
      '4,9" or 10",Horror',
      '5,Last,Crime',
    ];
    const folder = createFolder({ 'ratings.csv': ratingsCsv, 'movies.csv': `${movies.join('\n')}\n` });
    const { sideInformation, rejectedSideLines } = await readDataSet(folder);
    expect([...sideInformation.items].map(([id, { title, genres }]) => [id, title, genres])).toEqual([
      [1, 'Saucers 7" Across (1999)', ['Comedy']],
      [2, 'Two\nLines, "One" Title', ['Drama']],
      [3, 'The Long, Long Way', ['War']],
      [4, '9" or 10"', ['Horror']],
      [5, 'Last', ['Crime']],
    ]);
    expect(rejectedSideLines.count).toBe(0);
  });

  it('reads films below an empty line', async () => {
    const folder = createFolder({ 'ratings.csv': ratingsCsv, 'movies.csv': '\r\nmovieId,title\r\n1,First\r\n' });
    const { sideInformation } = await readDataSet(folder);
    expect([...sideInformation.items.keys()]).toEqual([1]);
  });

  it('reads files whose lines end with carriage returns alone as those with line feeds', async () => {
    const rewrite = (content: string) => content.replaceAll('\r\n', '\r');
    const old = Object.fromEntries(Object.entries(smallFolder).map(([name, content]) => [name, rewrite(content)]));
    const [read, expected] = [await readDataSet(createFolder(old)), await readDataSet(createFolder(smallFolder))];
    expect(listRatings(read.table)).toEqual(listRatings(expected.table));
    expect(read.sideInformation).toEqual(expected.sideInformation);
    expect(read.rejectedSideLines.first.map(({ line }) => line)).toEqual([5, 6]);
  });

  it('reads ml-1m: “::” and Latin-1', async () => {
    const folder = createFolder({
      'ratings.dat': '1::5::4::978300760\n2::6::1::978300761\n',
      'movies.dat': Buffer.from(
        '5::Caf\u00e9 "Noir" (1961)::Drama|Film-Noir\n6::Dusk (1990)::Children&s\n'.replace('&', "'"),
        'latin1',
      ),
      'users.dat': '1::F::1::10::48067\n2::M::56::16::70072\n',
    });
    const { table, sideInformation } = await readDataSet(folder);
    expect(listRatings(table)).toEqual([
      [1, 5, 4, 978300760],
      [2, 6, 1, 978300761],
    ]);
    expect(sideInformation.items.get(5)).toMatchObject({ title: 'Café "Noir" (1961)', genres: ['Drama', 'Film-Noir'] });
    expect(sideInformation.items.get(6)?.genres).toEqual(["Children's"]);
    expect(Object.fromEntries(sideInformation.users.get(1)!)).toEqual({
      gender: 'F',
      age: 'under 18',
      occupation: 'K-12 student',
      region: '4',
    });
    expect(sideInformation.users.get(2)?.get('occupation')).toBe('self-employed');
  });

  it('reads ml-100k: tabs, bars and flags', async () => {
    const flags = (...set: number[]) =>
      Array.from({ length: 19 }, (_, genre) => (set.includes(genre) ? 1 : 0)).join('|');
    const genres = ['unknown', 'Action', 'Adventure', 'Animation', "Children's", 'Comedy', 'Crime'];
    const files = {
      'u.data': '196\t242\t3\t881250949\n186\t302\t3\t891717742\n',
      'u.item': Buffer.from(
        `242|Caf\u00e9 Story (1997)|24-Jan-1997||http://x/?a|${flags(5)}\n302|Nameless|01-Mar-1996||http://x|${flags(1, 6)}\n7|unknown||||${flags(0)}\n`,
        'latin1',
      ),
      'u.genre': genres.map((genre, number) => `${genre}|${number}`).join('\n'),
      'u.user': '196|49|M|writer|55105\n186|24|F|student|T8H1N\n',
    };
    const { table, sideInformation } = await readDataSet(createFolder(files));
    expect(listRatings(table)[0]).toEqual([196, 242, 3, 881250949]);
    expect(sideInformation.items.get(242)).toMatchObject({
      title: 'Café Story (1997)',
      year: 1997,
      genres: ['Comedy'],
    });
    expect(sideInformation.items.get(302)).toMatchObject({ year: 1996, genres: ['Action', 'Crime'] });
    expect(sideInformation.items.get(7)).toMatchObject({ title: 'unknown', year: undefined, genres: [] });
    expect(Object.fromEntries(sideInformation.users.get(186)!)).toEqual({
      age: '18–24',
      gender: 'F',
      occupation: 'student',
      region: 'T',
    });
    const { 'u.genre': _, ...withoutGenres } = files;
    expect((await readDataSet(createFolder(withoutGenres))).sideInformation).toEqual(sideInformation);
  });

  it('reads films from Parquet and columns of one’s own', async () => {
    const references = path.resolve(import.meta.dirname, '../../../workbench/reference-numbers/recommender');
    const films = await readDataSet(references).catch((error: Error) => error.message);
    expect(films).toContain('There are no ratings in');
    const { sideInformation } = await readDataSet(
      createFolder({
        'ratings.csv': ratingsCsv,
        'items.csv': 'id;name;year;director;keywords\n10;Heat;1995;Michael Mann;heist, city\n',
        'users.csv': 'user_id,Country,Age\n4,Peru,33\n',
      }),
    );
    expect(sideInformation.items.get(10)).toMatchObject({
      title: 'Heat',
      year: 1995,
      directors: ['Michael Mann'],
      keywords: ['heist', 'city'],
    });
    expect(Object.fromEntries(sideInformation.users.get(4)!)).toEqual({ country: 'Peru', age: '25–34' });
  });
});

describe('readDataSet of a zip', () => {
  const place = (content: Uint8Array) => {
    const file = path.join(createFolder(), 'set.zip');
    writeFileSync(file, content);
    return file;
  };

  it('reads what the unpacked folder holds', async () => {
    const members = Object.entries(smallFolder).map(([name, content]) => ({ name: `ml-x/${name}`, content }));
    const zip = await readDataSet(place(createZip([{ name: '__MACOSX/ml-x/ratings.csv', content: 'no' }, ...members])));
    const folder = await readDataSet(createFolder(smallFolder));
    expect(listRatings(zip.table)).toEqual(listRatings(folder.table));
    expect(zip.sideInformation).toEqual(folder.sideInformation);
  });

  it.each([
    [
      'a wrong checksum',
      { name: 'ratings.csv', content: ratingsCsv, claims: { crc32: 1 } },
      "doesn't match its checksum",
    ],
    [
      'more than it says',
      { name: 'ratings.csv', content: ratingsCsv, claims: { uncompressedSize: 20 } },
      "can't be unpacked",
    ],
    ['a bomb', { name: 'ratings.csv', content: '1,1,5\n'.repeat(2_000_000) }, 'would unpack from'],
    [
      'an entry of a terabyte',
      { name: 'ratings.csv', content: 'x', claims: { uncompressedSize: 2 ** 32 - 2 } },
      'would unpack',
    ],
    ['a path out of the archive', { name: '../ratings.csv', content: ratingsCsv }, 'would lie outside of it'],
    ['an absolute path', { name: '/etc/ratings.csv', content: ratingsCsv }, 'would lie outside of it'],
    ['no ratings', { name: 'readme.txt', content: 'hello' }, 'There are no ratings in'],
  ])('refuses %s', async (_, member, message) => {
    await expect(readDataSet(place(createZip([member])))).rejects.toThrow(message);
  });

  it.each([
    ['random bytes', Buffer.alloc(100, 7)],
    ['nothing', Buffer.alloc(0)],
    ['an archive of no files', Buffer.from('PK\u0005\u0006'.padEnd(22, '\0'))],
  ])('tells from its name that %s should have been one', async (_, content) => {
    const read = readDataSet(place(content));
    await expect(read).rejects.toMatchObject({ problem: 'archive' });
    await expect(read).rejects.toThrow("doesn't begin as a zip archive");
  });

  it('refuses an archive that is cut off', async () => {
    const whole = createZip([{ name: 'ratings.csv', content: ratingsCsv }]);
    await expect(readDataSet(place(whole.subarray(0, whole.length - 30)))).rejects.toThrow('damaged or cut off');
  });
});

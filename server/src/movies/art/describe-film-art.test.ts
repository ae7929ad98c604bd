import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadFilmCatalogue } from '../catalogue/load-catalogue.ts';
import { describeFilmArt } from './describe-film-art.ts';

const postcardFile = path.resolve(import.meta.dirname, '../../../../models/postcard/starweave.json');

describe('describeFilmArt', () => {
  it.each([
    [['Western'], ['gunfighter'], 1966, /^a western film, a cowboy, in the desert, /],
    [['Drama', 'War'], ['trenches'], 1957, /^a war film, a tank, .*overcast/],
    [['Adventure', 'Sci-Fi'], ['astronauts'], 1968, /^a space film, an astronaut, .*with a planet/],
    [['Crime', 'Thriller'], ['heist'], 1995, /^a noir film, a car, in the city, at night/],
    [['Comedy', 'Crime'], ['bank robbery'], 2005, /^a \w+ car, /],
    [['Comedy'], ['christmas'], 1983, /^a \w+ snowman, in a snowfield, .*in falling snow, neon$/],
  ])('paints %s with %s of %d', (genres, keywords, year, expected) => {
    expect(describeFilmArt({ key: 'some film|1', genres, keywords, year }).prompt).toMatch(expected);
  });

  it('says the same of the same film, and something else of another one', () => {
    const film = { key: 'heat|1995', year: 1995, genres: ['Drama'], keywords: [] };
    expect(describeFilmArt({ ...film })).toEqual(describeFilmArt(film));
    expect(describeFilmArt({ ...film, key: 'heat|1972' }).seed).not.toBe(describeFilmArt(film).seed);
  });

  it('takes a film of which nothing is known', () => {
    const { prompt, seed } = describeFilmArt({ key: '', year: undefined, genres: ['<script>'], keywords: ['💥'] });
    expect(prompt).toMatch(/^an? [a-z ]+, /);
    expect(seed >= 0n && seed < 2n ** 63n).toBe(true);
  });

  it('uses only words that Postcard knows, for every built-in film, and rarely the same picture twice', async () => {
    const { vocabulary } = JSON.parse(await readFile(postcardFile, 'utf8')) as { vocabulary: { words: string[] } };
    const known = new Set(vocabulary.words);
    const films = await loadFilmCatalogue();
    const prompts = films.map((film) => describeFilmArt({ ...film, key: `${film.title}|${film.year}` }).prompt);
    const unknown = prompts.flatMap((prompt) => prompt.split(/,? /)).filter((word) => !known.has(word));
    expect(unknown).toEqual([]);
    expect(new Set(prompts).size).toBeGreaterThan(films.length / 2);
  });
});

// node --conditions=source workbench/film-catalogue/main.ts FILE: holds the built-in films against a movies.csv of MovieLens.
// Prints the share of them that is there and every title or year that differs; ends with 1 when one does.
import { readSideInformation } from '@starweave/recommender';
import { loadFilmCatalogue } from '@starweave/server';
import { compareTitles, type TitleAndYear } from './compare-titles.ts';

const [file] = process.argv.slice(2);
if (file === undefined) {
  console.error('Name a file of films in MovieLens’s format, such as ml-latest-small/movies.csv.');
  process.exit(2);
}
const films = await loadFilmCatalogue();
const { sideInformation } = await readSideInformation({ items: file });
const titles = [...sideInformation.items.values()].map(({ title }) => title);
const { found, disagreements, missing } = compareTitles(films, titles);
const show = ({ title, year }: TitleAndYear) => `${title} (${year})`;
console.log(
  `${found.length} of ${films.length} films are there: ${((100 * found.length) / films.length).toFixed(1)} %.`,
);
console.log(`Not there: ${missing.map(show).join('; ') || 'none'}`);
for (const { ours, theirs } of disagreements) console.log(`Differs: ${show(ours)} is ${theirs} there.`);
process.exitCode = disagreements.length === 0 ? 0 : 1;

import { describe, expect, it } from 'vitest';
import { UnfitDataError } from '../../errors.ts';
import type { ItemFeatures } from '../../interactions/item-features.ts';
import { describeScorer } from '../scorer.suite.ts';
import { createTable, plantedSplit } from '../test-scorer-data.ts';
import { content } from './content.ts';
import { buildTermMatrix } from './term-matrix.ts';
import { splitTitle } from './title-words.ts';

describeScorer(content, { foldInTolerance: 0.2, alternatives: [{ damping: 0 }] });

const fields = { genre: 1, tag: 1, title: 1, director: 1, keyword: 1 };
const film = (title: string, genres: readonly string[]): ItemFeatures => ({
  title,
  genres,
  year: undefined,
  tags: [],
  directors: [],
  keywords: [],
});

describe('terms', () => {
  it('of titles are telling words', () => {
    expect(splitTitle('The Lord of the Rings: The Two Towers (2002)')).toEqual(['lord', 'rings', 'two', 'towers']);
    expect(splitTitle('Amélie (Fabuleux destin d’Amélie Poulain, Le) (2001)')).toEqual([
      'amélie',
      'fabuleux',
      'destin',
      'amélie',
      'poulain',
    ]);
    expect(splitTitle('2001: A Space Odyssey (1968)')).toEqual(['2001', 'space', 'odyssey']);
    expect(splitTitle('(1999)')).toEqual([]);
  });

  it('weigh as scikit-learn’s TfidfTransformer does', () => {
    // TfidfTransformer(sublinear_tf=True).fit_transform([[1, 1, 0], [1, 0, 1], [1, 1, 1]]) of scikit-learn 1.9.
    const items = [film('', ['A', 'B']), film('', ['A', 'C']), film('', ['A', 'B', 'C'])];
    const { terms, offsets, columns, weights } = buildTermMatrix(items, fields);
    expect(terms).toEqual(['genre: A', 'genre: B', 'genre: C']);
    expect([...offsets]).toEqual([0, 2, 4, 7]);
    expect([...columns]).toEqual([0, 1, 0, 2, 0, 1, 2]);
    const expected = [0.61335554, 0.78980693, 0.61335554, 0.78980693, 0.48133417, 0.61980538, 0.61980538];
    weights.forEach((weight, index) => {
      expect(Math.abs(weight - expected[index]!)).toBeLessThan(2 ** -11);
    });
  });

  it('leave out what only one item has, and fields without weight', () => {
    const items = [film('Heat', ['A']), film('Heat Wave', ['A'])];
    expect(buildTermMatrix(items, fields).terms).toEqual(['genre: A', 'title: heat']);
    const { columns } = buildTermMatrix(items, { ...fields, title: 0 });
    expect(columns).toHaveLength(2);
  });
});

describe('content', () => {
  // Items 0, 2, 4, … are comedies, the others dramas about war; one person likes comedies, another can't stand them.
  const films = [0, 1, 2, 3, 4, 5];
  const { training } = createTable([
    ...films.map((item) => [0, item, item % 2 === 0 ? 10 : 4] as const),
    ...films.map((item) => [1, item, item % 2 === 0 ? 2 : 8] as const),
    ...[6, 7].flatMap((item) => [2, 3].map((user) => [user, item, 6] as const)),
  ]);

  it('lets liked films attract and disliked ones push away', async () => {
    const scorer = await content.fit(training, { damping: 0.5 });
    const termOf = (user: number, item: number, term: string) =>
      scorer
        .viewAs(user)
        .explain(item)
        .contributions.find((part) => part.kind === 'term' && part.term === term)!.amount;
    expect(termOf(0, 6, 'genre: Comedy')).toBeGreaterThan(0.3);
    expect(termOf(1, 6, 'genre: Comedy')).toBeLessThan(-0.3);
    expect(termOf(0, 7, 'genre: War')).toBeLessThan(0);
    expect(termOf(1, 7, 'genre: War')).toBeGreaterThan(0);
  });

  it('explains by the same terms after it was stored, also where a tag spans lines', async () => {
    const items = training.sideInformation!.items.map((item) => ({ ...item!, tags: ['slow\nburn', 'dry'] }));
    const data = { ...training, sideInformation: { items, users: [] } };
    const scorer = await content.fit(data, {});
    const loaded = content.load(scorer.toModelFile(), data);
    for (const item of [0, 6, 7]) expect(loaded.viewAs(0).explain(item)).toEqual(scorer.viewAs(0).explain(item));
    const terms = loaded
      .viewAs(0)
      .explain(6)
      .contributions.flatMap((part) => (part.kind === 'term' ? [part.term] : []));
    expect(terms).toContain('tag: slow burn');
  });

  it('finds alike what shares terms', async () => {
    const scorer = await content.fit(training, {});
    const alike = scorer.findSimilarItems(0, 8);
    expect(alike.slice(0, 3).map(({ item }) => item)).toEqual([2, 4, 6]);
    // Equal terms but for the title, which is "film" for all and a number for each.
    for (const { score } of alike.slice(0, 3)) expect(score).toBeCloseTo(1, 2);
  });

  it('predicts what nobody rated by what it is', async () => {
    const split = plantedSplit();
    const scorer = await content.fit(split.training, {});
    const { byItem, itemCount } = split.training.interactions;
    const unrated = Array.from({ length: itemCount }, (_, item) => item).filter(
      (item) => byItem.offsets[item + 1] === byItem.offsets[item],
    );
    for (const item of unrated) expect(scorer.viewAs(0).predict(item).basis).toBe('user-and-item');
    expect(
      scorer
        .viewAs(0)
        .explain(0)
        .contributions.some(({ kind }) => kind === 'term'),
    ).toBe(true);
  });

  it('says what is missing when nothing is known about the items', async () => {
    const { interactions } = plantedSplit().training;
    await expect(content.fit({ interactions }, {})).rejects.toThrow(UnfitDataError);
    await expect(content.fit({ interactions }, {})).rejects.toThrow(/needs to be told about the items/);
  });
});

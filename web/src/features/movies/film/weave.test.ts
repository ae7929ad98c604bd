import { describe, expect, test } from 'vitest';
import { computeWeave } from './weave.ts';

describe('the cloth of a film without a picture', () => {
  test('is always the same for the same film', () => {
    expect(computeWeave(318, ['Crime', 'Drama'])).toEqual(computeWeave(318, ['Crime', 'Drama']));
  });

  test('crosses the colours of its first two genres', () => {
    expect(computeWeave(1, ['Horror', 'Comedy', 'War'])).toMatchObject({ warpColor: '#8B1E3F', weftColor: '#F4C95D' });
  });

  test.each([[[]], [['(no genres listed)']], [['constructor']], [['</style>']]])('has a colour for %j', (genres) => {
    expect(computeWeave(1, genres)).toMatchObject({ warpColor: '#8A8F98', weftColor: '#8A8F98' });
  });

  test('tells neighbours apart', () => {
    const cloths = Array.from({ length: 200 }, (_, index) => JSON.stringify(computeWeave(index + 1, ['Drama'])));
    expect(new Set(cloths).size).toBeGreaterThan(190);
  });
});

import { describe, expect, it } from 'vitest';

/** What CineMatch's document names, as it is spelt here: all behind the door of this package. */
const names = [
  'formatGenres',
  'createRatingStars',
  'getGenreEmoji',
  'extractYearFromTitle',
  'createGenreColorMap',
  'formatRating',
  'calculateDiversityScore',
  'getRecommendationStats',
  'formatMovieTitle',
  'loadModelSafe',
  'getModelMetadata',
  'saveModelStandard',
  'loadModelWithGc',
  'loadModelsSequential',
  'aggressiveGc',
  'getMemoryUsageMb',
  'estimateModelMemoryRequirement',
  'printMemoryReport',
];

describe('the eighteen names of CineMatch', () => {
  it('are eighteen', () => expect(new Set(names).size).toBe(18));

  it.each(names)('%s can be imported', async (name) => {
    const door: Readonly<Record<string, unknown>> = await import('@starweave/server');
    expect(door[name]).toBeInstanceOf(Function);
  });

  it('show what the document says they do', async () => {
    const door = await import('@starweave/server');
    expect(door.formatGenres('Action|Comedy|Drama', 2)).toBe('Action, Comedy (+1 more)');
    expect(door.extractYearFromTitle('The Matrix (1999)')).toBe(1999);
    expect(door.getGenreEmoji('Action')).toBe('💥');
    expect(Object.keys(door.createGenreColorMap())).toHaveLength(19);
    expect(door.createRatingStars(4.5)).toHaveLength(113);
    expect(door.getMemoryUsageMb()).toBeGreaterThan(0);
  });
});

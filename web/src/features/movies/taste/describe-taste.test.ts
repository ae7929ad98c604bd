import { create } from '@bufbuild/protobuf';
import { GetTasteProfileResponseSchema, TasteShareSchema } from '@starweave/contract';
import { describe, expect, test } from 'vitest';
import { chooseShares, describeHabits, describeShares } from './describe-taste.ts';

const share = (name: string, own: number, everyones: number) =>
  create(TasteShareSchema, { name, share: own, everyonesShare: everyones });
const profile = (ratingCount: number, meanRating: number, everyonesMeanRating: number) =>
  create(GetTasteProfileResponseSchema, { ratingCount, meanRating, everyonesMeanRating });

describe('a taste in words', () => {
  test('what there is more and less of than with everyone', () => {
    expect(describeShares([share('War', 0.3, 0.1), share('Drama', 0.5, 0.49), share('Comedy', 0.1, 0.4)])).toBe(
      'More War than everyone (30 % against 10 %); less Comedy than everyone (10 % against 40 %).',
    );
    expect(describeShares([share('Comedy', 0.1, 0.4)])).toBe('Less Comedy than everyone (10 % against 40 %).');
    expect(describeShares([share('Drama', 0.5, 0.49)])).toBe('Much like everyone’s.');
    expect(describeShares([])).toBe('Nothing has been rated yet.');
  });

  test('how strictly somebody rates', () => {
    expect(describeHabits(profile(20, 3.01, 3.5))).toBe(
      'Rates much more strictly than everyone: 3.01 stars on average, everyone’s mean is 3.50.',
    );
    expect(describeHabits(profile(20, 3.7, 3.5))).toMatch(/^Rates a little more kindly/);
    expect(describeHabits(profile(20, 3.52, 3.5))).toMatch(/^Rates as everyone does/);
    expect(describeHabits(profile(0, 0, 3.5))).toBe('Nothing has been rated yet.');
  });

  test('shares that say nothing are left out where there are many', () => {
    const many = Array.from({ length: 19 }, (_, index) => share(`g${index}`, 0.2 + index / 100, 0.2));
    const chosen = chooseShares(many).map(({ name }) => name);
    expect(chosen).toEqual(
      many
        .slice(7)
        .reverse()
        .map(({ name }) => name),
    );
  });
});

import { NumpyRandomState } from '@starweave/numerics';
import { describe, expect, it } from 'vitest';
import { drawGamma } from './draw-gamma.ts';
import { computeLogGamma } from './log-gamma.ts';
import { drawDegrees, PersonalNoise } from './personal-noise.ts';

describe('ln Γ', () => {
  it.each([
    [0.5, Math.log(Math.PI) / 2],
    [1, 0],
    [1.5, Math.log(Math.PI) / 2 - Math.LN2],
    [7, Math.log(720)],
    [21, Math.log(2_432_902_008_176_640_000)],
    // Γ(100.5), from SciPy's gammaln.
    [100.5, 361.43554047],
  ])('of %f', (x, expected) => {
    expect(Math.abs(computeLogGamma(x) - expected)).toBeLessThan(1e-7);
  });
});

describe('personal noise', () => {
  it('finds how large each person’s errors are', () => {
    const random = new NumpyRandomState(1);
    const [people, ratings] = [40, 400];
    const deviations = Float64Array.from({ length: people }, (_, user) => 0.4 + 0.03 * user);
    const offsets = Uint32Array.from({ length: people + 1 }, (_, user) => user * ratings);
    const errors = Float64Array.from(random.randn(people * ratings), (normal, at) => {
      return normal * deviations[Math.floor(at / ratings)]!;
    });
    const noise = new PersonalNoise(offsets);
    const sums = new Float64Array(people);
    for (let draw = 0; draw < 120; draw += 1) {
      noise.draw(errors, random);
      if (draw < 20) continue;
      noise.precisions.forEach((precision, user) => {
        sums[user]! += 1 / Math.sqrt(precision) / 100;
      });
    }
    // A deviation estimated from 400 numbers is right to 3.5 %; four times that, and a little pull to the others.
    for (let user = 0; user < people; user += 1)
      expect(Math.abs(sums[user]! / deviations[user]! - 1)).toBeLessThan(0.15);
    const mean = deviations.reduce((sum, deviation) => sum + deviation ** 2, 0) / people;
    expect(Math.abs(noise.meanVariance / mean - 1)).toBeLessThan(0.05);
  });

  it('takes somebody with few ratings for one like the others', () => {
    const random = new NumpyRandomState(2);
    const offsets = Uint32Array.from({ length: 102 }, (_, user) => Math.min(user, 100) * 200 + (user > 100 ? 1 : 0));
    const errors = Float64Array.from(random.randn(offsets.at(-1)!), (normal) => normal / 2);
    errors[errors.length - 1] = 2;
    const noise = new PersonalNoise(offsets);
    let last = 0;
    for (let draw = 0; draw < 120; draw += 1) {
      noise.draw(errors, random);
      if (draw >= 20) last += noise.precisions[100]! / 100;
    }
    // One error of four deviations alone would say 1 / 4; everybody else has 4.
    expect(last).toBeGreaterThan(2);
    // All have the same noise, so that hardly any difference between people is believed.
    expect(noise.degrees).toBeGreaterThan(50);
  });

  it('is the same for all where it shall be', () => {
    const random = new NumpyRandomState(4);
    const errors = Float64Array.from(random.randn(3000), (normal, at) => normal * (at < 1000 ? 2 : 1));
    const noise = new PersonalNoise(Uint32Array.of(0, 1000, 3000), false);
    noise.draw(errors, random);
    expect(noise.precisions[0]).toBe(noise.precisions[1]);
    // The mean of the squares is (4 + 1 + 1) / 3.
    expect(Math.abs(noise.meanVariance / 2 - 1)).toBeLessThan(0.15);
  });

  it.each([3, 10, 40])('draws %i degrees of freedom out of precisions that were drawn with them', (degrees) => {
    const random = new NumpyRandomState(3);
    const relative = Float64Array.from({ length: 4000 }, () => drawGamma(random, degrees / 2, degrees / 2));
    const drawn = Array.from({ length: 50 }, () => drawDegrees(relative, random));
    const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
    // Steps of the grid are a fifth; the estimate is right to 2 or 3 %.
    expect(Math.abs(mean / degrees - 1)).toBeLessThan(0.15);
  });
});

import type { NumpyRandomState } from '@starweave/numerics';

/** 1 January 2024, 0:00 UTC: every film of the catalogue is out. */
export const FIRST_SECOND = 1_704_067_200;
const FIRST_RATING_SPAN_SECONDS = 365 * 86_400;
/** The typical pause between two ratings of one evening. */
const PAUSE_SECONDS = 15;
/** The typical pause until another evening, and how likely one ends after a rating. */
const ABSENCE_SECONDS = 12 * 86_400;
const END_OF_EVENING = 0.05;

/** When one person gave their ratings: strictly rising, in evenings, from some day of 2024 on; seconds since 1970. */
export function drawTimes(count: number, random: NumpyRandomState): Uint32Array {
  const draws = random.rand(2 * count + 1);
  let time = FIRST_SECOND + Math.floor(draws[2 * count]! * FIRST_RATING_SPAN_SECONDS);
  return Uint32Array.from({ length: count }, (_, index) => {
    const [ends, length] = [draws[2 * index]!, draws[2 * index + 1]!];
    const typical = ends < END_OF_EVENING ? ABSENCE_SECONDS : PAUSE_SECONDS;
    time += 1 + Math.floor(-Math.log(1 - length) * typical);
    return time;
  });
}

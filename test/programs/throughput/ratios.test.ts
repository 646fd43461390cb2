import { describe, expect, test } from '@jest/globals';
import { median, noise, ratio } from './ratios';

describe('ratios of rounds', () => {
  test('the median is the middle, or half way between the two in the middle', () => {
    expect(median([30, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 30])).toBe(3);
  });

  test('each value is compared with that of its own round, whatever the rounds have in common', () => {
    expect(ratio([70, 7, 700], [100, 10, 1_000])).toBe(0.7);
  });

  test('noise is what a copy differs by: none is taken as 5 %, one disturbed round changes nothing', () => {
    const reference = Array.from({ length: 9 }, () => 100);
    expect(noise(reference, reference)).toBe(1.05);
    expect(noise([10, ...reference.slice(1)], reference)).toBe(1.05);
  });

  test('more noise excuses more, more rounds excuse less, and faster and slower count alike', () => {
    const noisy = (rounds: number, by: number) => {
      const reference = Array.from({ length: rounds }, () => 100);
      return noise(
        reference.map((value, round) => value * (round % 2 ? by : 1 / by)),
        reference,
      );
    };
    expect(noisy(9, 1.2)).toBeCloseTo(Math.exp((4 * 1.2533 * 1.4826 * Math.log(1.2)) / 3));
    expect(noisy(9, 1.4)).toBeGreaterThan(noisy(9, 1.2));
    expect(noisy(36, 1.2)).toBeLessThan(noisy(9, 1.2));
  });
});

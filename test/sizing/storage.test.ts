import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { planArchitecture, type StorageForecast } from '../../architectures/sizing';

const forecast = (options: Parameters<typeof planArchitecture>[0]): StorageForecast =>
  planArchitecture(options).storage;

describe('attachments of a year', () => {
  // The vendor's formula: concurrent users x 5 or 25 MB x 12 months x 2, in GB.
  test.each([
    ['200', 24, 120],
    ['2k', 240, 1_200],
    ['15k', 1_800, 9_000],
    ['30k', 3_600, 18_000],
    ['50k', 6_000, 30_000],
    ['80k', 9_600, 48_000],
    ['90k', 10_800, 54_000],
    ['100k', 12_000, 60_000],
    ['200k', 24_000, 120_000],
  ] as const)('of %s are %i to %i GB', (concurrentUsers, low, high) => {
    expect(forecast({ concurrentUsers }).gigabytes).toEqual([low, high]);
  });

  test.each([
    ['low', 360, 1_800],
    ['medium', 1_800, 9_000],
    ['high', 9_000, 36_000],
    [10, 3_600, 3_600],
  ] as const)('of 15k with the profile %s are %i to %i GB', (filesPerUserPerMonthMB, low, high) => {
    expect(forecast({ concurrentUsers: '15k', filesPerUserPerMonthMB }).gigabytes).toEqual([low, high]);
  });

  test('say how they were computed, and that the pages do not follow their own formula', () => {
    const { because, sources } = forecast({ concurrentUsers: '15k', retentionMonths: 36 });
    expect(because).toMatch(/^15,000 .*users x 5 to 25 MB a month x 36 months x 2 .*seven of the nine size pages/);
    expect(sources.map(({ page }) => page)).toEqual([
      'administration-guide/scale/lifetime-storage.rst',
      'administration-guide/scale/estimated-storage-per-user-per-month.rst',
    ]);
  });

  test('follow every input', () => {
    const inputs = fc.record({
      concurrentUsers: fc.integer({ min: 1_000, max: 200_000 }),
      filesPerUserPerMonthMB: fc.integer({ min: 1, max: 1_000 }),
      retentionMonths: fc.integer({ min: 1, max: 600 }),
    });
    fc.assert(
      fc.property(inputs, (request) => {
        const { concurrentUsers, filesPerUserPerMonthMB, retentionMonths } = request;
        const expected = (concurrentUsers * filesPerUserPerMonthMB * retentionMonths * 2) / 1_000;
        for (const gigabytes of forecast(request).gigabytes)
          expect(Math.abs(gigabytes - expected)).toBeLessThanOrEqual(0.5);
      }),
      { numRuns: 100 },
    );
  });

  test('are never nothing: one person of the medium profile adds 0.12 to 0.6 GB', () => {
    const [low, high] = forecast({ concurrentUsers: 1 }).gigabytes;
    expect(low).toBeCloseTo(0.12, 2);
    expect(high).toBeCloseTo(0.6, 2);
  });
});

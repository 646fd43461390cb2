import { describe, expect, test } from '@jest/globals';
import { planArchitecture, type SizeName } from '../../architectures/sizing';

const digest = 'a'.repeat(64);

describe('password logins', () => {
  test('are 9.6 a second on a node of 11.7.9, however many cores it has: it checks one at a time', () => {
    for (const concurrentUsers of ['30k', '15k', '200k'] satisfies SizeName[]) {
      const { logins } = planArchitecture({ concurrentUsers });
      // 1 / (86 ms for the hash + 18 ms for the rest)
      expect(logins).toMatchObject({
        perNodePerSecond: 9.6,
        storm: { people: 15_000, minutes: 15, perSecond: 16.7 },
      });
      expect(logins.because).toMatch(/^inferred: .*one password at a time.*0\.086.*0\.018.*11\.7\.9/);
    }
  });

  test.each([
    ['2k', 11.6],
    ['15k', 23.3],
    ['30k', 46.5],
    ['200k', 93],
  ] as const)('of %s are bounded by the cores from 11.9 on: %d a second on a node', (concurrentUsers, rate) => {
    const { logins } = planArchitecture({ concurrentUsers, version: '11.10.0' });
    expect(logins.perNodePerSecond).toBe(rate);
    expect(logins.because).toMatch(/^inferred: .*11\.10\.0 has no lock/);
  });

  test.each([
    ['11.8.99', 9.6],
    ['11.9.0', 23.3],
  ])('of %s are %d a second on a node of four vCPU', (version, rate) => {
    expect(planArchitecture({ concurrentUsers: '15k', version, sha256: digest }).logins.perNodePerSecond).toBe(rate);
  });

  test('are those of the nodes that are left', () => {
    const rates = (concurrentUsers: SizeName) =>
      planArchitecture({ concurrentUsers }).survival.map(({ lost, loginsPerSecond }) => [lost, loginsPerSecond]);
    expect(rates('15k')).toEqual([
      ['nothing', 28.8],
      ['app node', 19.2],
      ['database instance', 28.8],
      ['proxy', 28.8],
      ['zone', 19.2],
    ]);
  });

  test('meet no more people than the size has', () => {
    expect(planArchitecture({ concurrentUsers: 900 }).logins.storm).toEqual({ people: 900, minutes: 15, perSecond: 1 });
  });

  test('of 15,000 people in 15 minutes pass with one node lost, as the published table does not', () => {
    const left = (availability: 'node-loss' | 'as-published') => {
      const { logins, survival } = planArchitecture({ concurrentUsers: '15k', availability });
      return survival.find(({ lost }) => lost === 'app node')!.loginsPerSecond - logins.storm.perSecond;
    };
    expect(left('node-loss')).toBeGreaterThan(0);
    expect(left('as-published')).toBeLessThan(0);
  });
});

import { describe, expect, test } from '@jest/globals';
import { planArchitecture, sizeNames } from '../../architectures/sizing';
import { invoke, tooLong } from './invoke';

interface Listed {
  readonly size: string;
  readonly concurrentUsers: number;
  readonly grade: string;
  readonly contestedBy: readonly string[];
  readonly holdsWithout: Readonly<Record<string, boolean | string>>;
}

const listed = () => JSON.parse(invoke('list', '--json').stdout) as readonly Listed[];
const rowOf = (size: string) =>
  invoke('list')
    .stdout.split('\n')
    .find((line) => line.startsWith(`${size} `))!;

describe('list', () => {
  test('shows every named size once, smallest first', () => {
    const first = invoke('list')
      .stdout.split('\n')
      .map((line) => line.split(' ')[0]!);
    expect(first.filter((word) => (sizeNames as readonly string[]).includes(word))).toEqual(sizeNames);
  });

  test('fits 100 columns', () => {
    expect(tooLong(invoke('list').stdout)).toEqual([]);
  });

  test('shows users, grade, headroom, bought row, logins and cost of a size', () => {
    const { evidence, bill, survival } = planArchitecture({ concurrentUsers: '5k' });
    const row = rowOf('5k');
    for (const text of [
      '5,000',
      evidence.grade,
      `${evidence.headroomPercent} %`,
      '15,000',
      String(survival[0]!.loginsPerSecond),
      String(bill.plannedUsdPerHour),
    ]) {
      expect(row).toContain(text);
    }
  });

  test('marks exactly the sizes that a newer run contests, and says what the mark means', () => {
    const contested = listed().filter(({ contestedBy }) => contestedBy.length);
    expect(contested.length).toBeGreaterThan(0);
    const marked = sizeNames.filter((size) => rowOf(size).includes('*'));
    expect(marked).toEqual(contested.map(({ size }) => size));
    expect(invoke('list').stdout).toContain('*: contested');
  });

  test('as JSON says the same as the plans', () => {
    expect(listed().map(({ size, grade, holdsWithout }) => ({ size, grade, holdsWithout }))).toEqual(
      sizeNames.map((size) => {
        const { evidence, survival } = planArchitecture({ concurrentUsers: size });
        const lost = survival.filter((row) => row.lost !== 'nothing').map((row) => [row.lost, row.holds] as const);
        return { size, grade: evidence.grade, holdsWithout: Object.fromEntries(lost) };
      }),
    );
  });
});

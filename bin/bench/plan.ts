import { planArchitecture, sizeNames } from '../../architectures/sizing';
import { cloudConfig, mostUserDataBytes, userData, userDataBytes } from '../../constructs/boot';
import { median, type Row } from './row';

/** Milliseconds of one plan, in a process that has planned before. */
export function planMs(): number {
  const once = () => {
    const start = process.hrtime.bigint();
    planArchitecture({ concurrentUsers: 15_000 });
    return Number(process.hrtime.bigint() - start) / 1e6;
  };
  for (let i = 0; i < 200; i++) once();
  return median(Array.from({ length: 500 }, once));
}

/** The most bytes that a node of the fleet gets, over all sizes. */
const userDataOf = (fleet: 'appFleet' | 'proxy'): number =>
  Math.max(
    ...sizeNames.map((concurrentUsers) =>
      userDataBytes(userData(cloudConfig(planArchitecture({ concurrentUsers }).bootFiles[fleet] ?? []))),
    ),
  );

export const planRow = (rounds: readonly number[]): Row => ({
  what: 'one plan',
  measured: Math.min(...rounds),
  unit: 'ms',
  goal: 1,
});

/** What nodes get, before any engine renders it. */
export const userDataRows = (): readonly Row[] =>
  (
    [
      ['an app node', 'appFleet'],
      ['a proxy', 'proxy'],
    ] as const
  ).map(([node, fleet]) => ({
    what: `user data of ${node}`,
    measured: userDataOf(fleet),
    unit: 'B',
    goal: mostUserDataBytes,
    limit: mostUserDataBytes,
  }));

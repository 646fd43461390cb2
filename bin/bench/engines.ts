import type { Engine } from '../../architectures/engines';
import { sizeNames } from '../../architectures/sizing';
import type { Row } from './row';
import { published, type Engines, type Measured, type Synthesis } from './synthesis';

/** Over an empty stack. */
const above = ({ empty }: Measured, { cpuMs, resources }: Synthesis) => ({
  cpuMs: cpuMs - empty.cpuMs,
  eachMs: (cpuMs - empty.cpuMs) / resources,
});
/** Of the size that takes the most. */
const most = (its: Measured, of: (size: Synthesis) => number): number =>
  Math.max(...sizeNames.map((name) => of(its[name])));

type Bound = Pick<Row, 'goal' | 'limit'>;
interface Measurement extends Readonly<Partial<Record<Engine, Bound>>> {
  readonly what: string;
  readonly unit: 'ms' | 'MiB';
  readonly of: (its: Measured) => number;
}

const measurements: readonly Measurement[] = [
  { what: 'an empty stack with the same modules, CPU', unit: 'ms', of: ({ empty }) => empty.cpuMs },
  {
    what: '15k, modules included, CPU',
    unit: 'ms',
    of: (its) => its['15k'].cpuMs,
    cdk: { goal: 1_000 },
    // Half of it is the load of modules.
    cdktf: { goal: 700 },
  },
  {
    what: 'a resource of any size, cold, CPU',
    unit: 'ms',
    of: (its) => most(its, (size) => above(its, size).eachMs),
    // Half of it is the first load of CDK's own modules: 4.5 where nothing else ran, and twice that is the limit.
    cdk: { goal: 3, limit: 9 },
    cdktf: { goal: 2 },
  },
  {
    what: 'a resource of a further size, warm, CPU',
    unit: 'ms',
    of: ({ '15k': one, published: all }) => (all.cpuMs - one.cpuMs) / (all.resources - one.resources),
    cdk: { goal: 1.5 },
    cdktf: { goal: 1 },
  },
  {
    what: 'any size, peak memory',
    unit: 'MiB',
    of: (its) => most(its, (size) => size.peakMiB),
    cdk: { goal: 150 },
    cdktf: { goal: 150 },
  },
  {
    what: `${published.length} sizes in one process, CPU`,
    unit: 'ms',
    of: (its) => its.published.cpuMs,
    cdk: { goal: 3_000 },
    cdktf: { goal: 2_500 },
  },
  {
    what: `${published.length} sizes in one process, peak memory`,
    unit: 'MiB',
    of: (its) => its.published.peakMiB,
    cdk: { goal: 250 },
    cdktf: { goal: 200 },
  },
];

export const engineRows = (engine: Engine, its: Measured): readonly Row[] =>
  measurements.map(({ what, unit, of, ...bounds }) => ({
    what: `${engine}: ${what}`,
    measured: of(its),
    unit,
    ...bounds[engine],
  }));

/** A line for each size, with columns for each engine. */
export function sizeLines({ cdk, cdktf }: Readonly<Record<Engine, Measured>>): readonly string[] {
  const line = (name: string, cells: readonly string[]): string =>
    name.padEnd(5) + cells.map((cell) => cell.padStart(11)).join('');
  const all = Object.entries({ cdk, cdktf });
  return [
    line(
      '',
      all.flatMap(([engine]) => [engine, 'CPU ms', 'ms each', 'peak MiB']),
    ),
    ...sizeNames.map((name) =>
      line(
        name,
        all.flatMap(([, its]) => {
          const size = its[name];
          const { cpuMs, eachMs } = above(its, size);
          return [`${size.resources}`, cpuMs.toFixed(0), eachMs.toFixed(2), size.peakMiB.toFixed(0)];
        }),
      ),
    ),
  ];
}

/** What CloudFormation's validator adds to a synthesis. */
export const validatorRow = ({ cdk, validated }: Pick<Engines, 'cdk' | 'validated'>): Row => ({
  what: "cdk: the validator's share of 15k, CPU",
  measured: validated['15k'].cpuMs - cdk['15k'].cpuMs - (validated.empty.cpuMs - cdk.empty.cpuMs),
  unit: 'ms',
});

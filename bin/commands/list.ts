import { Option, type Command } from 'commander';
import {
  planArchitecture,
  PlanError,
  sizeNames,
  type Grade,
  type Loss,
  type Plan,
  type RowId,
  type SizeName,
  type Survival,
} from '../../architectures/sizing';
import { collecting, operandsOf } from './operands';
import type { Output } from './output';
import { asText, list, table, type Report } from './report';
import { count, grades, headroom, holds, usd } from './wording';

/** One named size, as the plan of its defaults has it. */
interface Listed {
  readonly size: SizeName;
  readonly concurrentUsers: number;
  readonly availability: string;
  readonly boughtFrom: RowId;
  readonly grade: Grade;
  readonly headroomPercent: number | 'not known';
  /** Newer runs on the same app nodes and databases that lie below the claim. */
  readonly contestedBy: readonly string[];
  readonly holdsWithout: Readonly<Partial<Record<Loss, Survival['holds']>>>;
  readonly loginsPerSecond: number;
  readonly usdPerHour: number | 'not known';
}

const planned = (size: SizeName): Plan => planArchitecture({ concurrentUsers: size });

const listed = ({ size, claim, boughtFrom, request, evidence, survival, bill }: Plan): Listed => ({
  size,
  concurrentUsers: claim,
  availability: request.availability,
  boughtFrom,
  grade: evidence.grade,
  headroomPercent: evidence.headroomPercent ?? 'not known',
  contestedBy: evidence.contestedBy.map(({ run }) => run),
  holdsWithout: Object.fromEntries(
    survival.filter(({ lost }) => lost !== 'nothing').map(({ lost, holds }) => [lost, holds]),
  ),
  loginsPerSecond: survival.find(({ lost }) => lost === 'nothing')!.loginsPerSecond,
  usdPerHour: bill.plannedUsdPerHour,
});

const losses = ['app node', 'database instance', 'proxy', 'zone'] as const satisfies readonly Loss[];

function report(plans: readonly Plan[]): Report {
  const rows = plans.map((plan) => {
    const { size, claim, boughtFrom, evidence, survival, bill } = plan;
    const contested = evidence.contestedBy.length > 0;
    const without = new Map(survival.map(({ lost, holds }) => [lost, holds]));
    return [
      size,
      count(claim),
      contested ? { text: `${evidence.grade} *`, tone: 'doubtful' as const } : evidence.grade,
      headroom(evidence),
      count(boughtFrom),
      ...losses.map((loss) => holds(without.get(loss) ?? 'not known')),
      String(survival[0]!.loginsPerSecond),
      typeof bill.plannedUsdPerHour === 'number' ? usd(bill.plannedUsdPerHour) : bill.plannedUsdPerHour,
    ];
  });
  const used = new Set<Grade>(plans.map(({ evidence }) => evidence.grade));
  return {
    title: 'Named sizes of Mattermost on AWS',
    sections: [
      {
        title: 'Sizes, and whether each holds its claim when something is lost',
        blocks: [
          table({
            head: [
              'size',
              'concurrent users',
              'grade',
              'headroom',
              'bought row',
              ...losses.map((loss) => `without ${loss}`),
              'logins a second',
              'USD an hour',
            ],
            right: [1, 3, 4, 9, 10],
            rows,
          }),
        ],
      },
      {
        title: 'How to read it',
        blocks: [
          list([
            ...(Object.keys(grades) as Grade[])
              .filter((grade) => used.has(grade))
              .map((grade) => `grade ${grade}: ${grades[grade]}`),
            '*: contested, a newer run on the same app nodes and databases carried fewer; the plan names it',
            'headroom: how far the measurement lies above the claim',
            'bought row: concurrent users of the published row that is bought, the smallest that holds the claim',
            'logins a second: passwords that all app nodes together check, an inference',
            'USD an hour: compute only, on-demand, us-east-1',
            'every size is planned with its defaults: 200 on a single node for evaluation, the others with a node to lose',
          ]),
        ],
      },
    ],
  };
}

/** `list`: the named sizes side by side. */
export function addList(program: Command, { write, paint }: Output): void {
  const command = program
    .command('list')
    .description('list the named sizes: evidence, headroom, what each survives, logins a second, cost')
    .addOption(new Option('--json', 'print JSON'))
    .addHelpText('after', '\nExample:\n  mattermost-arch list');
  collecting(command).action(() => {
    const { issues } = operandsOf(command);
    if (issues.length) throw new PlanError(issues);
    const plans = sizeNames.map(planned);
    const { json } = command.opts<{ readonly json?: boolean }>();
    write(json ? `${JSON.stringify(plans.map(listed), null, 2)}\n` : asText(report(plans), paint));
  });
}

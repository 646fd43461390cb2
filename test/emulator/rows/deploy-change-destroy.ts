/** Everything ephemeral: deployed, found again, changed, destroyed; nothing may be left. */
import { type Plan } from '../../../architectures/sizing';
import { type Context, pinned, planOf } from '../context';
import { checkFound, countByType, type Difference, differences, type Found, look, ours } from '../found';
import { cdkFor, checkNothingLeft, run, type Stage } from '../stage';

/** A change of what the app is told, on top of those before it. */
interface Change {
  readonly name: string;
  /** Why a plan does not have it. */
  readonly refused?: (plan: Plan) => string | false;
  readonly context: (plan: Plan) => Context;
  /** What it touches, besides what follows from the plan. */
  readonly touches: (plan: Plan) => readonly Touch[];
}
type Touch = Omit<Difference, 'id'>;

const changed = (type: string, details: string): Touch => ({ how: 'changed', type, details });
const added = (type: string): Touch => ({ how: 'added', type, details: '' });

/** App nodes that boot otherwise: no other fleet does. */
const newAppNodes: readonly Touch[] = [
  changed('AWS::AutoScaling::AutoScalingGroup', 'LaunchTemplate'),
  changed('AWS::EC2::LaunchTemplate', 'Latest, LatestVersionNumber'),
];

const changes: readonly Change[] = [
  {
    name: 'one more app node',
    refused: ({ request }) => request.availability === 'single-node' && 'a single node stays alone',
    context: (plan) => pinned(plan, { 'appFleet.nodes': plan.components.appFleet.nodes + 1 }),
    touches: () => [
      changed('AWS::AutoScaling::AutoScalingGroup', 'DesiredCapacity, Instances, MaxSize, MinSize'),
      added('AWS::EC2::Instance'),
      added('AWS::EC2::NetworkInterface'),
      changed('AWS::EC2::Subnet', 'AvailableIpAddressCount'),
      added('AWS::EC2::Volume'),
    ],
  },
  {
    // a version that the data does not know, within one minor version, so that nodes would roll
    name: 'a new version of the server',
    context: () => ({ version: '11.8.0', sha256: '8'.repeat(64) }),
    touches: () => newAppNodes,
  },
  {
    name: 'one more database reader',
    context: (plan) => pinned(plan, { 'database.readers': plan.components.database.readers + 1 }),
    touches: ({ components: { database } }) => [
      changed('AWS::RDS::DBCluster', 'DBClusterMembers'),
      added('AWS::RDS::DBInstance'),
      // without a reader there is no list of their endpoints, and no setting that names it
      ...(database.readers
        ? [changed('AWS::SSM::Parameter', 'Value, Version')]
        : [added('AWS::SSM::Parameter'), ...newAppNodes]),
    ],
  },
];

export async function deployChangeDestroy(stage: Stage): Promise<void> {
  const { emulator, size, steps } = stage;
  let cdk = cdkFor(stage, { ephemeral: 'true' });
  let base: Found;
  let now: Found;

  steps.begin(`${size}, ephemeral: deploy, change, destroy`);
  await run(stage, 'cdk bootstrap', () => cdk.bootstrap());
  await run(stage, 'cdk deploy', async () => {
    base = await look(emulator);
    await cdk.deploy();
  });
  await steps.step('every resource is found by describe calls', async () => {
    now = await look(emulator);
    return checkFound(now, ours(now, base));
  });
  await run(stage, 'cdk diff is empty', () => cdk.diff());
  for (const change of changes) {
    const refusal = change.refused?.(planOf(cdk.context));
    if (refusal) {
      steps.skip(`cdk deploy with ${change.name}: ${refusal}`);
      continue;
    }
    await steps.step(`cdk deploy with ${change.name} touches what it should and nothing else`, async () => {
      const [before, plan] = [now, planOf(cdk.context)];
      cdk = cdk.with(change.context(plan));
      await cdk.deploy();
      now = await look(emulator);
      return compare(differences(before, now), [...change.touches(plan), ...follows(plan, planOf(cdk.context))]);
    });
  }
  await run(stage, 'cdk diff is empty again', () => cdk.diff());
  await run(stage, 'cdk destroy', () => cdk.destroy());
  await steps.step('nothing is left', () => checkNothingLeft(stage, base));
}

/** What a row of each matrix of the plan becomes. */
const matrices: readonly (readonly [ids: (plan: Plan) => readonly string[], type: string])[] = [
  [({ alarms }) => alarms.map(({ id }) => id), 'AWS::CloudWatch::Alarm'],
  [({ access }) => access.map(({ id }) => id), 'AWS::IAM::Policy'],
  [({ bindings }) => bindings.map(({ name }) => name), 'AWS::SSM::Parameter'],
  [({ traffic }) => traffic.map(({ id }) => id), 'AWS::EC2::SecurityGroupIngress'],
];
/** What changes in an alarm when a field of its row does. */
const ofAlarm = [
  ['because', 'AlarmDescription'],
  ['threshold', 'Threshold'],
] as const;

/** What the plan makes of a change elsewhere. */
function follows(before: Plan, after: Plan): readonly Touch[] {
  const rows = matrices.flatMap(([ids, type]) => {
    const old = new Set(ids(before));
    return ids(after).flatMap((id) => (old.has(id) ? [] : [added(type)]));
  });
  const alarms = after.alarms.flatMap((alarm): Touch[] => {
    const old = before.alarms.find(({ id }) => id === alarm.id);
    const details = ofAlarm.flatMap(([field, detail]) => (old && old[field] !== alarm[field] ? [detail] : []));
    return details.length ? [changed('AWS::CloudWatch::Alarm', details.join(', '))] : [];
  });
  const touched = [...rows, ...alarms];
  const parameters = ({ components: { database } }: Plan): string =>
    JSON.stringify([database.parameters, database.maxConnections]);
  return [
    ...touched,
    ...(touched.some(({ type }) => type === 'AWS::CloudWatch::Alarm')
      ? [changed('AWS::CloudWatch::Dashboard', 'Body')]
      : []),
    ...(parameters(before) === parameters(after) ? [] : [changed('AWS::RDS::DBClusterParameterGroup', 'Parameters')]),
  ];
}

function compare(found: readonly Difference[], expected: readonly Touch[]): readonly string[] {
  // its status says only that it was changed
  const touched = countByType(found.filter(({ type }) => type !== 'AWS::CloudFormation::Stack'));
  const wanted = countByType(expected.map((touch) => ({ ...touch })));
  if ([...touched].sort().join() === [...wanted].sort().join()) return touched;
  throw new Error(`touched:\n${touched.join('\n')}\ninstead of:\n${wanted.join('\n')}`);
}

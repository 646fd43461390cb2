/** What a change of a request has to touch, address by address. */
import type { Plan, Request } from '../../../architectures/sizing';

/** As `touched` writes it: `update aws_lb.Name`. */
export type Touch = string;

export interface Change {
  readonly name: string;
  /** Why a plan does not have it. */
  readonly refused?: (plan: Plan) => string | false;
  readonly request: (plan: Plan) => Partial<Request>;
  /** What it touches, besides what follows from the plan. */
  readonly touches: readonly Touch[];
}

const group = 'update aws_autoscaling_group.Mattermost_AppFleet_Group';

export const changes: readonly Change[] = [
  {
    name: 'one more app node',
    refused: ({ request }) => request.availability === 'single-node' && 'a single node stays alone',
    request: ({ request, components }) => ({
      pins: { ...request.pins, 'appFleet.nodes': components.appFleet.nodes + 1 },
    }),
    touches: [group],
  },
  {
    // a version that the data does not know, within one minor version, so that nodes would roll
    name: 'a new version of the server',
    request: () => ({ version: '11.8.0', sha256: '8'.repeat(64) }),
    touches: [group, 'update aws_launch_template.Mattermost_AppFleet_LaunchTemplate'],
  },
];

/** A version of a secret is another resource; its old one stays in Secrets Manager until the next but one. */
export const rotation: readonly Touch[] = [
  'delete+create aws_secretsmanager_secret_version.Mattermost_Database_Login_Version',
  'update aws_rds_cluster.Mattermost_Database_Cluster',
];

/** What the plan makes of a change elsewhere. */
export function follows(before: Plan, after: Plan): readonly Touch[] {
  const alarms = after.alarms.flatMap((alarm): Touch[] => {
    const old = before.alarms.find(({ id }) => id === alarm.id);
    const address = `aws_cloudwatch_metric_alarm.Mattermost_Observability_${alarm.id}`;
    if (!old) return [`create ${address}`];
    return old.threshold === alarm.threshold && old.because === alarm.because ? [] : [`update ${address}`];
  });
  const parameters = ({ components: { database } }: Plan): string =>
    JSON.stringify([database.parameters, database.maxConnections]);
  return [
    ...alarms,
    ...(alarms.length ? ['update aws_cloudwatch_dashboard.Mattermost_Observability_Dashboard'] : []),
    ...(parameters(before) === parameters(after)
      ? []
      : ['update aws_rds_cluster_parameter_group.Mattermost_Database_ParameterGroup']),
  ];
}

/** Fails unless exactly what is expected is touched. */
export function compare(touched: readonly Touch[], expected: readonly Touch[]): readonly Touch[] {
  const wanted = [...expected].sort();
  if ([...touched].sort().join() === wanted.join()) return touched;
  throw new Error(`touched:\n${touched.join('\n')}\ninstead of:\n${wanted.join('\n')}`);
}

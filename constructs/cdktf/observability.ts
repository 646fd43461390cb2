import { CloudwatchDashboard, type CloudwatchDashboardConfig } from '@cdktf/provider-aws/lib/cloudwatch-dashboard';
import { CloudwatchLogGroup, type CloudwatchLogGroupConfig } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
} from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { SnsTopic, type SnsTopicConfig } from '@cdktf/provider-aws/lib/sns-topic';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription';
import { Construct } from 'constructs';
import {
  alarmsOf,
  retentionOf,
  type AlarmSpec,
  type ComponentNames,
  type NamedAlarm,
  type ObservabilitySpec,
} from '../spec';
import type { Offers } from './offers';
import { Account } from './private/account';
import { policy } from './private/policy';

export interface ObservabilityConfig {
  readonly spec: ObservabilitySpec;
  /** Id of the deployment: what mails and the dashboard are headed with, and what alarms and dashboard are named by. */
  readonly deployment: string;
  readonly alarms: readonly AlarmSpec[];
  readonly names: ComponentNames;
  /** Gets every alarm by mail, once the address has confirmed it. @default - nobody */
  readonly email?: string;
  /** ARN of a topic whose policy lets `cloudwatch.amazonaws.com` publish. @default - one of its own */
  readonly topicArn?: string;
  /**
   * Encrypts logs and topic. Its policy must let `logs.<region>.amazonaws.com` encrypt and decrypt, and
   * `cloudwatch.amazonaws.com` call `kms:Decrypt` and `kms:GenerateDataKey*`. @default - logs under a key of CloudWatch,
   * and a topic that is not encrypted, since alarms cannot publish under the key that AWS manages for SNS
   */
  readonly kmsKeyArn?: string;
  readonly overrides?: {
    logGroup?: (config: CloudwatchLogGroupConfig) => CloudwatchLogGroupConfig;
    topic?: (config: SnsTopicConfig) => SnsTopicConfig;
    alarm?: (config: CloudwatchMetricAlarmConfig, id: string) => CloudwatchMetricAlarmConfig;
    dashboard?: (config: CloudwatchDashboardConfig) => CloudwatchDashboardConfig;
  };
}

const comparisons = {
  '>': 'GreaterThanThreshold',
  '>=': 'GreaterThanOrEqualToThreshold',
  '<': 'LessThanThreshold',
  '<=': 'LessThanOrEqualToThreshold',
} as const satisfies Readonly<Record<AlarmSpec['comparison'], string>>;

interface Watched {
  readonly row: AlarmSpec;
  readonly alarms: readonly { readonly named: NamedAlarm; readonly alarm: CloudwatchMetricAlarm }[];
}

/**
 * One log group for all nodes, an alarm for each row of the plan with a topic that hears of it, and a dashboard with a graph
 * for each row.
 *
 * Units: `spec.logs.days` days, rounded up to a period that CloudWatch offers.
 * Rows: a dimension that is a list of names makes an alarm for each, `<id>-1` and so on, and none for an empty list. The
 * topic hears when an alarm begins and when it ends.
 * Names: `mattermost-<deployment>-<alarm>`, since AWS makes none up for alarms and dashboards. The topic takes TLS only.
 * On destroy: the logs go.
 * Errors: an alarm about a component that is not in `names`.
 * Sources: in the plan, `mattermost-arch explain SIZE observability` and `alarms`.
 */
export class Observability extends Construct implements Offers<'observability'> {
  readonly logGroup: CloudwatchLogGroup;
  readonly topicArn: string;
  /** By id. */
  readonly alarms: Readonly<Record<string, CloudwatchMetricAlarm>>;
  readonly dashboard?: CloudwatchDashboard;
  readonly late: Offers<'observability'>['late'];
  readonly arns: Offers<'observability'>['arns'];

  constructor(scope: Construct, id: string, config: ObservabilityConfig) {
    super(scope, id);
    const { spec, deployment, email, overrides } = config;
    const logGroup: CloudwatchLogGroupConfig = {
      namePrefix: `mattermost-${deployment}-`,
      retentionInDays: retentionOf(spec.logs.days) ?? 0,
      kmsKeyId: config.kmsKeyArn,
    };
    this.logGroup = new CloudwatchLogGroup(this, 'Logs', overrides?.logGroup?.(logGroup) ?? logGroup);

    this.topicArn = config.topicArn ?? this.topicForAlarms(config);
    if (email) new SnsTopicSubscription(this, 'Email', { topicArn: this.topicArn, protocol: 'email', endpoint: email });

    const watched = config.alarms.map((row): Watched => ({ row, alarms: this.alarmsOf(row, config) }));
    this.alarms = Object.fromEntries(
      watched.flatMap(({ alarms }) => alarms.map(({ named, alarm }) => [named.id, alarm])),
    );

    if (spec.dashboard) {
      const dashboard: CloudwatchDashboardConfig = {
        // Of the whole account, not of a region.
        dashboardName: `mattermost-${deployment}-${Account.of(this).region}`,
        dashboardBody: JSON.stringify({ widgets: widgets(deployment, watched, Account.of(this).region) }),
      };
      this.dashboard = new CloudwatchDashboard(this, 'Dashboard', overrides?.dashboard?.(dashboard) ?? dashboard);
    }

    this.late = { logs: this.logGroup.name };
    this.arns = { logs: this.logGroup.arn };
  }

  private topicForAlarms({ deployment, kmsKeyArn, overrides }: ObservabilityConfig): string {
    const config: SnsTopicConfig = {
      namePrefix: `mattermost-${deployment}-`,
      displayName: `Mattermost ${deployment}`,
      kmsMasterKeyId: kmsKeyArn,
    };
    const { arn } = new SnsTopic(this, 'Topic', overrides?.topic?.(config) ?? config);
    new SnsTopicPolicy(this, 'TopicPolicy', {
      arn,
      policy: policy(
        {
          Sid: 'AllowPublishThroughSSLOnly',
          Effect: 'Deny',
          Principal: '*',
          Action: 'sns:Publish',
          Resource: arn,
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
        // A topic with a policy loses the one by which the account's alarms may publish.
        {
          Sid: 'Alarms',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Action: 'sns:Publish',
          Resource: arn,
          Condition: { StringEquals: { 'aws:SourceAccount': Account.of(this).id } },
        },
      ),
    });
    return arn;
  }

  private alarmsOf(row: AlarmSpec, { deployment, names, overrides }: ObservabilityConfig): Watched['alarms'] {
    return alarmsOf(row, names, this.node.path).map((named) => {
      const config: CloudwatchMetricAlarmConfig = {
        alarmName: `mattermost-${deployment}-${named.id}`,
        alarmDescription: named.description,
        comparisonOperator: comparisons[row.comparison],
        threshold: row.threshold,
        evaluationPeriods: row.periods,
        treatMissingData: row.missing,
        alarmActions: [this.topicArn],
        okActions: [this.topicArn],
        ...measured(row, named),
      };
      return {
        named,
        alarm: new CloudwatchMetricAlarm(this, named.id, overrides?.alarm?.(config, named.id) ?? config),
      };
    });
  }
}

/** A counter is summed over its nodes first: a new one begins at 0, and one that goes makes the sum fall, which is no alarm. */
function measured(row: AlarmSpec, { dimensions }: NamedAlarm): Partial<CloudwatchMetricAlarmConfig> {
  const { namespace, metric: metricName, statistic, periodSeconds: period } = row;
  if (!row.counter) return { namespace, metricName, dimensions, statistic, period };
  return {
    metricQuery: [
      { id: 'growth', expression: 'DIFF(counter)', returnData: true, period },
      { id: 'counter', metric: { namespace, metricName, dimensions, stat: statistic, period } },
    ],
  };
}

/** A dashboard has 24 columns: three graphs stand beside each other. */
const [columns, graphWidth, graphHeight, headingHeight] = [24, 8, 6, 1];

/** The state of every alarm on top, then a section for each component and in it a graph for each row. */
function widgets(deployment: string, watched: readonly Watched[], region: string): readonly object[] {
  const shown = watched.filter(({ alarms }) => alarms.length > 0);
  const kinds = [...new Set(shown.map(({ row }) => row.about))];
  const heading = (markdown: string) => ({
    type: 'text',
    width: columns,
    height: headingHeight,
    properties: { markdown },
  });
  const states = {
    type: 'alarm',
    width: columns,
    height: graphHeight,
    properties: { title: 'Alarms', alarms: shown.flatMap(({ alarms }) => alarms.map(({ alarm }) => alarm.arn)) },
  };
  return [
    heading(`# Mattermost ${deployment}`),
    ...(shown.length ? [states] : []),
    ...kinds.flatMap((kind) => [
      heading(`## ${kind}`),
      ...shown.filter(({ row }) => row.about === kind).map((each) => graph(each, region)),
    ]),
  ];
}

const graph = ({ row, alarms }: Watched, region: string): object => ({
  type: 'metric',
  width: graphWidth,
  height: graphHeight,
  properties: {
    title: row.id,
    view: 'timeSeries',
    region,
    metrics: alarms.flatMap(({ named: { dimensions } }, i): readonly object[] => {
      const metric = [row.namespace, row.metric, ...Object.entries(dimensions).flat()];
      const how = { stat: row.statistic, period: row.periodSeconds };
      return row.counter
        ? [
            [{ expression: `DIFF(c${i})`, label: row.metric, period: row.periodSeconds }],
            [...metric, { ...how, id: `c${i}`, visible: false }],
          ]
        : [[...metric, how]];
    }),
    annotations: { horizontal: [{ value: row.threshold, label: `${row.comparison} ${row.threshold}` }] },
  },
});

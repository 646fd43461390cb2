import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { alarmsOf, retentionOf, type AlarmSpec, type ComponentNames, type ObservabilitySpec } from '../spec';
import type { Offers } from './offers';

export interface ObservabilityProps {
  readonly spec: ObservabilitySpec;
  /** Id of the deployment: what mails and the dashboard are headed with. */
  readonly deployment: string;
  readonly alarms: readonly AlarmSpec[];
  readonly names: ComponentNames;
  /** Gets every alarm by mail, once the address has confirmed it. @default - nobody */
  readonly email?: string;
  /** A topic that is there already; its policy must let `cloudwatch.amazonaws.com` publish. @default - one of its own */
  readonly topic?: sns.ITopic;
  /**
   * Encrypts logs and topic. Its policy must let `logs.<region>.amazonaws.com` encrypt and decrypt, and
   * `cloudwatch.amazonaws.com` call `kms:Decrypt` and `kms:GenerateDataKey*`: without it alarms are raised and reach
   * nobody. @default - logs under a key of CloudWatch, and a topic that is not encrypted, since alarms cannot publish
   * under the key that AWS manages for SNS
   */
  readonly encryptionKey?: kms.IKey;
  readonly overrides?: {
    logGroup?: (props: logs.LogGroupProps) => logs.LogGroupProps;
    topic?: (props: sns.TopicProps) => sns.TopicProps;
    alarm?: (props: cloudwatch.AlarmProps, id: string) => cloudwatch.AlarmProps;
    dashboard?: (props: cloudwatch.DashboardProps) => cloudwatch.DashboardProps;
  };
}

const comparisons = {
  '>': cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
  '>=': cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  '<': cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
  '<=': cloudwatch.ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD,
} as const satisfies Readonly<Record<AlarmSpec['comparison'], cloudwatch.ComparisonOperator>>;

const missing = {
  breaching: cloudwatch.TreatMissingData.BREACHING,
  notBreaching: cloudwatch.TreatMissingData.NOT_BREACHING,
} as const satisfies Readonly<Record<AlarmSpec['missing'], cloudwatch.TreatMissingData>>;

type Watched = readonly [row: AlarmSpec, alarms: readonly cloudwatch.Alarm[]];

/**
 * One log group for all nodes, an alarm for each row of the plan with a topic that hears of it, and a dashboard with a graph
 * for each row.
 *
 * Units: `spec.logs.days` days, rounded up to a period that CloudWatch offers.
 * Rows: a dimension that is a list of names makes an alarm for each, `<id>-1` and so on, and none for an empty list. The
 * topic hears when an alarm begins and when it ends.
 * Defaults: generated names; the topic takes TLS only.
 * On delete: the logs go with the stack.
 * Errors: an alarm about a component that is not in `names`.
 * Sources: in the plan, `mattermost-arch explain SIZE observability` and `alarms`.
 */
export class Observability extends Construct implements Offers<'observability'> {
  readonly logGroup: logs.LogGroup;
  readonly topic: sns.ITopic;
  /** By id. */
  readonly alarms: Readonly<Record<string, cloudwatch.Alarm>>;
  readonly dashboard?: cloudwatch.Dashboard;
  readonly late: Offers<'observability'>['late'];
  readonly arns: Offers<'observability'>['arns'];

  constructor(scope: Construct, id: string, props: ObservabilityProps) {
    super(scope, id);
    const { spec, deployment, email, overrides } = props;
    const logGroup: logs.LogGroupProps = {
      retention: retentionOf(spec.logs.days) ?? logs.RetentionDays.INFINITE,
      encryptionKey: props.encryptionKey,
      removalPolicy: RemovalPolicy.DESTROY,
    };
    this.logGroup = new logs.LogGroup(this, 'Logs', overrides?.logGroup?.(logGroup) ?? logGroup);

    this.topic = props.topic ?? this.topicForAlarms(props);
    if (email) {
      new sns.Subscription(this, 'Email', {
        topic: this.topic,
        protocol: sns.SubscriptionProtocol.EMAIL,
        endpoint: email,
      });
    }

    const watched = props.alarms.map((row): Watched => [row, this.alarmsOf(row, props)]);
    this.alarms = Object.fromEntries(watched.flatMap(([, alarms]) => alarms.map((alarm) => [alarm.node.id, alarm])));

    if (spec.dashboard) {
      const dashboard: cloudwatch.DashboardProps = { widgets: widgets(deployment, watched) };
      this.dashboard = new cloudwatch.Dashboard(this, 'Dashboard', overrides?.dashboard?.(dashboard) ?? dashboard);
    }

    this.late = { logs: this.logGroup.logGroupName };
    // Without the `:*` of `logGroupArn`: a row says itself that it means the streams.
    this.arns = {
      logs: Stack.of(this).formatArn({
        service: 'logs',
        resource: 'log-group',
        resourceName: this.logGroup.logGroupName,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    };
  }

  private topicForAlarms({ deployment, encryptionKey, overrides }: ObservabilityProps): sns.Topic {
    const props: sns.TopicProps = {
      displayName: `Mattermost ${deployment}`,
      masterKey: encryptionKey,
      enforceSSL: true,
    };
    const topic = new sns.Topic(this, 'Topic', overrides?.topic?.(props) ?? props);
    // A topic with a policy loses the one by which the account's alarms may publish.
    topic.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'Alarms',
        principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    return topic;
  }

  private alarmsOf(row: AlarmSpec, { names, overrides }: ObservabilityProps): readonly cloudwatch.Alarm[] {
    return alarmsOf(row, names, this.node.path).map(({ id, dimensions, description }) => {
      const props: cloudwatch.AlarmProps = {
        alarmDescription: description,
        metric: metricOf(row, { ...dimensions }),
        comparisonOperator: comparisons[row.comparison],
        threshold: row.threshold,
        evaluationPeriods: row.periods,
        treatMissingData: missing[row.missing],
      };
      const alarm = new cloudwatch.Alarm(this, id, overrides?.alarm?.(props, id) ?? props);
      alarm.addAlarmAction(new SnsAction(this.topic));
      alarm.addOkAction(new SnsAction(this.topic));
      return alarm;
    });
  }
}

/** A counter is summed over its nodes first: a new one begins at 0, and one that goes makes the sum fall, which is no alarm. */
function metricOf(row: AlarmSpec, dimensionsMap: Record<string, string>): cloudwatch.IMetric {
  const period = Duration.seconds(row.periodSeconds);
  const { namespace, metric: metricName, statistic } = row;
  const metric = new cloudwatch.Metric({ namespace, metricName, dimensionsMap, statistic, period });
  if (!row.counter) return metric;
  return new cloudwatch.MathExpression({ expression: 'DIFF(counter)', usingMetrics: { counter: metric }, period });
}

/** A dashboard has 24 columns: three graphs stand beside each other. */
const [columns, graphWidth, graphHeight, headingHeight] = [24, 8, 6, 1];

/** The state of every alarm on top, then a section for each component and in it a graph for each row. */
function widgets(deployment: string, watched: readonly Watched[]): cloudwatch.IWidget[][] {
  const heading = (markdown: string) => new cloudwatch.TextWidget({ markdown, width: columns, height: headingHeight });
  const shown = watched.filter(([, alarms]) => alarms.length > 0);
  const kinds = [...new Set(shown.map(([{ about }]) => about))];
  return [
    [heading(`# Mattermost ${deployment}`)],
    ...(shown.length ? [[states(shown.flatMap(([, alarms]) => alarms))]] : []),
    ...kinds.flatMap((kind) => [[heading(`## ${kind}`)], shown.filter(([{ about }]) => about === kind).map(graph)]),
  ];
}

const states = (alarms: cloudwatch.Alarm[]): cloudwatch.IWidget =>
  new cloudwatch.AlarmStatusWidget({ alarms, width: columns, height: graphHeight });

const graph = ([{ id }, alarms]: Watched): cloudwatch.IWidget =>
  new cloudwatch.GraphWidget({
    title: id,
    left: alarms.map(({ metric }) => metric),
    leftAnnotations: alarms.slice(0, 1).map((alarm) => alarm.toAnnotation()),
    width: graphWidth,
    height: graphHeight,
  });

import { describe, expect, test } from '@jest/globals';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Observability, type ObservabilityProps } from '../../constructs/cdk/observability';
import type { AlarmSpec } from '../../constructs/spec';
import { ofType, recommendedFlags, resourcesOf, type Resources } from './templates';

type Given = Partial<Omit<AlarmSpec, 'provenance' | 'source'>>;
const alarm = (given: Given & Pick<AlarmSpec, 'id'>): AlarmSpec => ({
  about: 'appFleet',
  namespace: 'AWS/EC2',
  metric: 'CPUUtilization',
  dimensions: { AutoScalingGroupName: { named: 'appFleet.group' } },
  statistic: 'Average',
  comparison: '>',
  threshold: 85,
  periodSeconds: 60,
  periods: 5,
  missing: 'notBreaching',
  provenance: 'default',
  because: 'our choice: 85 % of the processors of an app node',
  ...given,
});
const cacheCpu = alarm({
  id: 'cache-cpu',
  about: 'cache',
  namespace: 'AWS/ElastiCache',
  metric: 'EngineCPUUtilization',
  dimensions: { CacheClusterId: { named: 'cache.nodes' } },
});
const names: ObservabilityProps['names'] = { appFleet: { group: 'group-1' }, cache: { nodes: ['node-1', 'node-2'] } };
const spec = { logs: { days: 14 }, dashboard: true };
const observabilityIn = (stack: Stack, props: Partial<ObservabilityProps> = {}) =>
  new Observability(stack, 'It', {
    spec,
    deployment: 'chat',
    alarms: [alarm({ id: 'app-cpu' }), cacheCpu],
    names,
    ...props,
  });
const observability = (props: Partial<ObservabilityProps> = {}): Resources =>
  resourcesOf((stack) => observabilityIn(stack, props));
const alarmsOf = (resources: Resources) => ofType(resources, 'AWS::CloudWatch::Alarm');
const only = (row: Given) =>
  alarmsOf(observability({ alarms: [alarm({ id: 'it', ...row })] })).map(({ Properties }) => Properties);

interface Widget {
  readonly type: string;
  readonly y: number;
  readonly properties: {
    readonly markdown?: string;
    readonly title?: string;
    readonly alarms?: readonly string[];
    readonly metrics?: readonly unknown[];
    readonly annotations?: { readonly horizontal: readonly { readonly value: number }[] };
  };
}
/** What the dashboard shows, with each thing that is known after deployment as the name of its resource. */
function dashboardOf(resources: Resources): readonly Widget[] {
  const { DashboardBody: body } = ofType(resources, 'AWS::CloudWatch::Dashboard')[0]!.Properties;
  const pieces = typeof body === 'string' ? [body] : (body as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1];
  const text = pieces.map((piece) =>
    typeof piece === 'string' ? piece : JSON.stringify(Object.values(piece as object)).replace(/["[\]]/g, ''),
  );
  return (JSON.parse(text.join('')) as { widgets: Widget[] }).widgets;
}

describe('the logs', () => {
  test('are kept for the days of the plan and go with the stack, under a name of their own', () => {
    const [group] = ofType(observability(), 'AWS::Logs::LogGroup');
    expect(group?.Properties).toEqual({ RetentionInDays: 14 });
    expect(group?.DeletionPolicy).toBe('Delete');
  });

  test('are kept for the next period that CloudWatch offers', () => {
    const resources = observability({ spec: { ...spec, logs: { days: 31 } } });
    expect(ofType(resources, 'AWS::Logs::LogGroup')[0]?.Properties.RetentionInDays).toBe(60);
  });

  test('are offered by name, and by an ARN that ends with it so that a row adds what it means of it', () => {
    const stack = new Stack(new App(), 'Theirs');
    const { late, arns, logGroup } = observabilityIn(stack);
    const group = { Ref: stack.getLogicalId(logGroup.node.defaultChild as CfnResource) };
    expect(stack.resolve(late)).toEqual({ logs: group });
    const { logs } = stack.resolve(arns) as { logs: { 'Fn::Join': [string, unknown[]] } };
    expect(logs['Fn::Join'][1].slice(-2)).toEqual([':log-group:', group]);
  });
});

describe('the topic', () => {
  test('takes the alarms of the account, which a topic with a policy otherwise refuses, and TLS only', () => {
    const [policy] = ofType(observability(), 'AWS::SNS::TopicPolicy');
    const { Statement } = policy!.Properties.PolicyDocument as { Statement: readonly object[] };
    const topic = { Ref: expect.stringMatching(/^ItTopic/) };
    expect(Statement).toHaveLength(2);
    expect(Statement).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        Principal: '*',
      }),
    );
    expect(Statement).toContainEqual({
      Sid: 'Alarms',
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: topic,
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    });
  });

  test('is not under the key that AWS manages, with which no alarm can publish', () => {
    expect(ofType(observability(), 'AWS::SNS::Topic')[0]?.Properties).toEqual({ DisplayName: 'Mattermost chat' });
  });

  test('and the logs are encrypted with the key that is given', () => {
    const resources = resourcesOf((stack) => observabilityIn(stack, { encryptionKey: new kms.Key(stack, 'Key') }));
    const key = { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] };
    expect(ofType(resources, 'AWS::SNS::Topic')[0]?.Properties.KmsMasterKeyId).toEqual(key);
    expect(ofType(resources, 'AWS::Logs::LogGroup')[0]?.Properties.KmsKeyId).toEqual(key);
  });

  test('mails to the address that is given, and to nobody otherwise', () => {
    const subscriptions = (email?: string) => ofType(observability({ email }), 'AWS::SNS::Subscription');
    expect(subscriptions()).toEqual([]);
    expect(subscriptions('ops@example.com').map(({ Properties }) => Properties)).toEqual([
      { Protocol: 'email', Endpoint: 'ops@example.com', TopicArn: { Ref: expect.stringMatching(/^ItTopic/) } },
    ]);
  });

  test('may be one that is there already, which is left as it is', () => {
    const arn = 'arn:aws:sns:eu-central-1:123456789012:theirs';
    const resources = resourcesOf((stack) =>
      observabilityIn(stack, { topic: sns.Topic.fromTopicArn(stack, 'Theirs', arn), email: 'ops@example.com' }),
    );
    expect(Object.values(resources).filter(({ Type }) => Type.startsWith('AWS::SNS::Topic'))).toEqual([]);
    for (const { Properties } of alarmsOf(resources)) expect(Properties.AlarmActions).toEqual([arn]);
    const [subscription] = ofType(resources, 'AWS::SNS::Subscription');
    expect(subscription).toMatchObject({ id: expect.stringMatching(/^ItEmail/), Properties: { TopicArn: arn } });
  });
});

describe('an alarm', () => {
  test('is what its row says, and tells the topic when it begins and when it ends', () => {
    const topic = { Ref: expect.stringMatching(/^ItTopic/) };
    expect(only({})).toEqual([
      {
        Namespace: 'AWS/EC2',
        MetricName: 'CPUUtilization',
        Dimensions: [{ Name: 'AutoScalingGroupName', Value: 'group-1' }],
        Statistic: 'Average',
        Period: 60,
        EvaluationPeriods: 5,
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: 85,
        TreatMissingData: 'notBreaching',
        AlarmDescription: 'appFleet: our choice: 85 % of the processors of an app node',
        AlarmActions: [topic],
        OKActions: [topic],
      },
    ]);
  });

  test.each([
    ['>', 'GreaterThanThreshold'],
    ['>=', 'GreaterThanOrEqualToThreshold'],
    ['<', 'LessThanThreshold'],
    ['<=', 'LessThanOrEqualToThreshold'],
  ] as const)('compares with %s', (comparison, operator) => {
    expect(only({ comparison })[0]?.ComparisonOperator).toBe(operator);
  });

  test('rings about silence where silence is a fault', () => {
    expect(only({ missing: 'breaching' })[0]?.TreatMissingData).toBe('breaching');
  });

  test('is about each of the names in a list, and about none of an empty one', () => {
    const ids = (nodes: readonly string[]) =>
      alarmsOf(observability({ names: { ...names, cache: { nodes } }, alarms: [cacheCpu] }));
    const several = ids(['node-1', 'node-2']);
    expect(several.map(({ id }) => /^Itcachecpu\d/.exec(id)?.[0])).toEqual(['Itcachecpu1', 'Itcachecpu2']);
    expect(several.map(({ Properties }) => Properties.Dimensions)).toEqual(
      ['node-1', 'node-2'].map((Value) => [{ Name: 'CacheClusterId', Value }]),
    );
    expect(ids([])).toEqual([]);
  });

  test('may name several components, and say a dimension itself', () => {
    const dimensions = {
      AutoScalingGroupName: { named: 'appFleet.group' },
      CacheClusterId: { named: 'cache.nodes' },
      path: '/',
    } as const;
    expect(only({ dimensions }).map(({ Dimensions }) => Dimensions)).toEqual(
      ['node-1', 'node-2'].map((node) => [
        { Name: 'AutoScalingGroupName', Value: 'group-1' },
        { Name: 'CacheClusterId', Value: node },
        { Name: 'path', Value: '/' },
      ]),
    );
  });

  test('is described in the characters and the length that CloudWatch takes', () => {
    const because = `café “quoted” … ${'x'.repeat(2_000)}`;
    const description = only({ because })[0]?.AlarmDescription as string;
    expect(description).toMatch(/^appFleet: cafe \?quoted\? \.\.\. x/);
    expect(description).toHaveLength(1_024);
    expect(description).toMatch(/^[ -~]*$/);
  });

  test.each([
    ['is about', { about: 'search' }],
    ['has a dimension of', { dimensions: { DomainName: { named: 'search.domain' } } }],
  ] as const)('fails when it %s a component that is not there', (_, row) => {
    expect(() => only(row)).toThrow(
      "alarm 'it' of Theirs/It is about a component that is not there; given search; allowed: appFleet, cache; give its names or leave the alarm out",
    );
  });

  test('is found by its id', () => {
    const { alarms } = observabilityIn(new Stack(new App(), 'Theirs'));
    expect(Object.keys(alarms)).toEqual(['app-cpu', 'cache-cpu-1', 'cache-cpu-2']);
  });
});

describe('the dashboard', () => {
  test('shows the state of every alarm, then a section for each component', () => {
    const widgets = dashboardOf(observability());
    expect(widgets.map(({ type, properties }) => [type, properties.markdown ?? properties.title])).toEqual([
      ['text', '# Mattermost chat'],
      ['alarm', 'Alarm Status'],
      ['text', '## appFleet'],
      ['metric', 'app-cpu'],
      ['text', '## cache'],
      ['metric', 'cache-cpu'],
    ]);
    expect(widgets[1]!.properties.alarms).toHaveLength(3);
    const tops = widgets.map(({ y }) => y);
    expect(tops).toEqual([...tops].sort((a, b) => a - b));
  });

  test('draws the metric of each alarm with its threshold', () => {
    const graph = dashboardOf(observability()).find(({ properties }) => properties.title === 'cache-cpu')!;
    expect(graph.properties.metrics).toHaveLength(2);
    expect(graph.properties.annotations?.horizontal.map(({ value }) => value)).toEqual([85]);
  });

  test('has no graph and no section where there is nothing to watch', () => {
    const widgets = dashboardOf(observability({ names: { ...names, cache: { nodes: [] } } }));
    expect(widgets.map(({ properties }) => properties.markdown ?? properties.title)).not.toContain('## cache');
    expect(dashboardOf(observability({ alarms: [] })).map(({ type }) => type)).toEqual(['text']);
  });

  test('is left out when the plan has none', () => {
    const resources = observability({ spec: { ...spec, dashboard: false } });
    expect(ofType(resources, 'AWS::CloudWatch::Dashboard')).toEqual([]);
    expect(alarmsOf(resources)).toHaveLength(3);
  });
});

describe('observability', () => {
  test('can be overridden, one callback for each inner resource', () => {
    const resources = observability({
      overrides: {
        logGroup: (props) => ({ ...props, logGroupName: 'theirs' }),
        topic: (props) => ({ ...props, topicName: 'theirs' }),
        alarm: (props, id) => ({ ...props, alarmName: `theirs-${id}` }),
        dashboard: (props) => ({ ...props, dashboardName: 'theirs' }),
      },
    });
    expect(ofType(resources, 'AWS::Logs::LogGroup')[0]?.Properties.LogGroupName).toBe('theirs');
    expect(ofType(resources, 'AWS::SNS::Topic')[0]?.Properties.TopicName).toBe('theirs');
    expect(ofType(resources, 'AWS::CloudWatch::Dashboard')[0]?.Properties.DashboardName).toBe('theirs');
    expect(alarmsOf(resources).map(({ Properties }) => Properties.AlarmName)).toEqual([
      'theirs-app-cpu',
      'theirs-cache-cpu-1',
      'theirs-cache-cpu-2',
    ]);
  });

  test('gives the same resources with none and with all of the recommended feature flags', () => {
    const its = (context: Readonly<Record<string, unknown>>) =>
      resourcesOf((stack) => observabilityIn(stack, { email: 'ops@example.com' }), { context });
    const without = its({});
    expect(Object.keys(without).filter((id) => !id.startsWith('It'))).toEqual([]);
    expect(its(recommendedFlags)).toEqual(without);
  });
});

import { describe, expect, test } from '@jest/globals';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Stack } from 'aws-cdk-lib';
import { Database, FileStore, Mattermost, type MattermostProps } from '../../architectures/cdk';
import { engines } from '../../architectures/engines';
import { sizeNames } from '../../architectures/sizing';
import { cases } from '../../bin/cases';
import { architecture, ofType, planOf, resourcesOf, stackTemplate, type Resources } from './templates';

/** App nodes of the customer's own. */
function fleet(stack: Stack, vpc: ec2.IVpc) {
  const securityGroups = [new ec2.SecurityGroup(stack, 'Nodes', { vpc })];
  const role = new iam.Role(stack, 'NodeRole', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
  return { connections: new ec2.Connections({ securityGroups }), role };
}
const withFleet = (props: Partial<MattermostProps> = {}): Resources =>
  resourcesOf((stack) => {
    const vpc = new ec2.Vpc(stack, 'Vpc', {
      subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
    });
    return new Mattermost(stack, 'Mattermost', {
      plan: planOf(),
      existing: { vpc, appFleet: fleet(stack, vpc) },
      ...props,
    });
  });

/** Ids that a resource refers to. */
function references(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(references);
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => {
    if (key === 'Ref') return [String(value)];
    if (key === 'Fn::GetAtt') return [String((value as readonly unknown[])[0])];
    if (key === 'DependsOn') return [value as string | string[]].flat();
    return references(value);
  });
}

const kept = (resources: Resources) =>
  Object.entries(resources).filter(([, { DeletionPolicy }]) => DeletionPolicy === 'RetainExceptOnCreate');

describe('the wiring', () => {
  test('stores each late value of the plan under its own parameter', () => {
    const plan = planOf();
    const parameters = ofType(architecture(), 'AWS::SSM::Parameter');
    const expected = plan.bindings.filter(({ name }) => /^(secrets|database|fileStore)\./.test(name));
    expect(parameters.map(({ Properties }) => Properties.Name).sort()).toEqual(
      expected.map(({ parameter }) => parameter).sort(),
    );
    const readers = parameters.find(({ Properties }) => Properties.Name === '/mattermost/chat/database/readers')!;
    expect(readers.Properties.Type).toBe('StringList');
    expect(references(readers.Properties)).toHaveLength(plan.components.database.readers);
  });

  test('stores no list of readers where there are none', () => {
    const plan = planOf({ pins: { 'database.readers': 0 } });
    const names = ofType(architecture({ plan }), 'AWS::SSM::Parameter').map(({ Properties }) => Properties.Name);
    expect(names).not.toContain('/mattermost/chat/database/readers');
    expect(names).toContain('/mattermost/chat/database/writer');
  });

  test('opens the database to the app nodes and to nobody else', () => {
    const resources = withFleet();
    const ingress = ofType(resources, 'AWS::EC2::SecurityGroupIngress').map(({ Properties }) => Properties);
    expect(ingress.map(({ Description }) => Description).sort()).toEqual([
      'appFleet-appFleet-8074-tcp',
      'appFleet-appFleet-8074-udp',
      'appFleet-database-5432-tcp',
    ]);
    expect(JSON.stringify(resources)).not.toContain('"CidrIp":"0.0.0.0/0","FromPort"');
  });

  test('grants the role of the app nodes what the plan says, one policy a row', () => {
    const plan = planOf();
    const policies = ofType(withFleet(), 'AWS::IAM::Policy');
    const rendered = plan.access.filter(({ on }) => /^(secrets|database|fileStore)\.|^parameters$/.test(on));
    expect(policies).toHaveLength(rendered.length);
    for (const { actions } of rendered) {
      const action = actions.length === 1 ? actions[0] : actions;
      expect(
        policies.some(({ Properties }) => {
          const { Statement } = Properties.PolicyDocument as { Statement: { Action: unknown }[] };
          return Statement.length === 1 && JSON.stringify(Statement[0]?.Action) === JSON.stringify(action);
        }),
      ).toBe(true);
    }
    for (const { Properties } of policies) expect(JSON.stringify(Properties)).not.toMatch(/"(Action|Resource)":"\*"/);
  });

  test('lets the app nodes use the key that is given', () => {
    const resources = resourcesOf((stack) => {
      const vpc = new ec2.Vpc(stack, 'Vpc', {
        subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
      });
      const encryptionKey = new kms.Key(stack, 'Key');
      return new Mattermost(stack, 'Mattermost', {
        plan: planOf(),
        encryptionKey,
        existing: { vpc, appFleet: fleet(stack, vpc) },
      });
    });
    expect(JSON.stringify(ofType(resources, 'AWS::IAM::Policy'))).toContain('["kms:Decrypt","kms:GenerateDataKey"]');
  });

  test('names every row that waits for a component which is not built', () => {
    const plan = planOf();
    let waiting: readonly string[] = [];
    resourcesOf((stack) => {
      const mattermost = new Mattermost(stack, 'Mattermost', { plan });
      ({ waiting } = mattermost.wiring);
      return mattermost;
    });
    expect(waiting).toEqual([
      ...plan.traffic.map(({ id }) => `traffic.${id}`),
      ...plan.access.map(({ id }) => `access.${id}`),
      ...plan.bindings.filter(({ name }) => name.startsWith('search.')).map(({ name }) => `bindings.${name}`),
    ]);
  });
});

describe('what a customer already has is used instead', () => {
  const imported = (stack: Stack) => ({
    vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-1',
      availabilityZones: ['a', 'b', 'c'],
      isolatedSubnetIds: ['subnet-1', 'subnet-2', 'subnet-3'],
    }),
    database: Database.fromExisting({
      cluster: rds.DatabaseCluster.fromDatabaseClusterAttributes(stack, 'Cluster', {
        clusterIdentifier: 'theirs',
        clusterEndpointAddress: 'writer.example.com',
        port: 5432,
        securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1')],
      }),
      readerEndpoints: ['reader-1.example.com', 'reader-2.example.com'],
      secret: secretsmanager.Secret.fromSecretNameV2(stack, 'Login', 'theirs'),
    }),
    fileStore: FileStore.fromExisting(stack, {
      bucket: s3.Bucket.fromBucketName(stack, 'Files', 'their-files'),
      exports: s3.Bucket.fromBucketName(stack, 'Exports', 'their-exports'),
      legalHold: s3.Bucket.fromBucketName(stack, 'Holds', 'their-holds'),
    }),
    licence: secretsmanager.Secret.fromSecretNameV2(stack, 'Licence', 'mattermost/licence'),
  });

  test('a network, a database, buckets and a licence', () => {
    const resources = resourcesOf(
      (stack) => new Mattermost(stack, 'Mattermost', { plan: planOf(), existing: imported(stack) }),
    );
    const types = new Set(Object.values(resources).map(({ Type }) => Type));
    expect([...types].sort()).toEqual(['AWS::SSM::Parameter', 'AWS::SecretsManager::Secret']);
    const values = ofType(resources, 'AWS::SSM::Parameter').map(({ Properties }) => Properties.Value);
    expect(values).toContain('writer.example.com');
    expect(values).toContain('reader-1.example.com,reader-2.example.com');
    expect(values).toContain('their-holds');
  });

  test('fails where an imported database has no security group to open', () => {
    const build = () =>
      resourcesOf((stack) => {
        const existing = imported(stack);
        const cluster = rds.DatabaseCluster.fromDatabaseClusterAttributes(stack, 'Bare', {
          clusterIdentifier: 'bare',
          clusterEndpointAddress: 'writer.example.com',
          port: 5432,
        });
        const secret = secretsmanager.Secret.fromSecretNameV2(stack, 'BareLogin', 'bare');
        const database = Database.fromExisting({ cluster, secret });
        return new Mattermost(stack, 'Mattermost', {
          plan: planOf(),
          existing: { ...existing, database, appFleet: fleet(stack, existing.vpc) },
        });
      });
    expect(build).toThrow(/'database' of Theirs\/Mattermost\/Wiring has no security group; allowed: .*import it with/);
  });

  test('the app nodes may read an imported secret, whose ARN lacks its last characters', () => {
    const resources = resourcesOf((stack) => {
      const existing = imported(stack);
      return new Mattermost(stack, 'Mattermost', {
        plan: planOf(),
        existing: { ...existing, appFleet: fleet(stack, existing.vpc) },
      });
    });
    const policies = JSON.stringify(ofType(resources, 'AWS::IAM::Policy'));
    expect(policies).toContain(':secret:theirs-??????');
    expect(policies).toContain(':secret:mattermost/licence-??????');
  });

  test('the app nodes of the customer reach a database of the customer', () => {
    const resources = resourcesOf((stack) => {
      const existing = imported(stack);
      return new Mattermost(stack, 'Mattermost', {
        plan: planOf(),
        existing: { ...existing, appFleet: fleet(stack, existing.vpc) },
      });
    });
    const rule = ofType(resources, 'AWS::EC2::SecurityGroupIngress').find(
      ({ Properties }) => Properties.Description === 'appFleet-database-5432-tcp',
    );
    expect(rule?.Properties).toMatchObject({ GroupId: 'sg-1', FromPort: 5432 });
  });
});

describe('deleting the stack', () => {
  test('keeps the database as a snapshot, three buckets with their policies and two secrets', () => {
    const resources = architecture();
    expect(
      kept(resources)
        .map(([, { Type }]) => Type)
        .sort(),
    ).toEqual([
      'AWS::S3::Bucket',
      'AWS::S3::Bucket',
      'AWS::S3::Bucket',
      'AWS::S3::BucketPolicy',
      'AWS::S3::BucketPolicy',
      'AWS::S3::BucketPolicy',
      'AWS::SecretsManager::Secret',
      'AWS::SecretsManager::Secret',
    ]);
    expect(ofType(resources, 'AWS::RDS::DBCluster')[0]?.DeletionPolicy).toBe('Snapshot');
  });

  test('keeps nothing that depends on something deleted', () => {
    const resources = architecture();
    const dangling = kept(resources).flatMap(([id, resource]) =>
      references(resource)
        .filter((other) => resources[other] && resources[other].DeletionPolicy !== 'RetainExceptOnCreate')
        .map((other) => `${id} -> ${other}`),
    );
    expect(dangling).toEqual([]);
  });

  test('keeps nothing at all when it is ephemeral', () => {
    const resources = architecture({ ephemeral: true });
    const stays = Object.entries(resources).filter(
      ([, { DeletionPolicy }]) => DeletionPolicy && DeletionPolicy !== 'Delete',
    );
    expect(stays).toEqual([]);
  });

  test('is refused while the database is protected, and the output says what to do', () => {
    const guarded = stackTemplate();
    expect(guarded.terminationProtection).toBe(true);
    expect(output(guarded, 'HowToDestroy')).toContain('pin database.backup.deletionProtection: false');
    const unguarded = stackTemplate({ plan: planOf({ pins: { 'database.backup.deletionProtection': false } }) });
    expect(unguarded.terminationProtection).toBe(false);
    expect(output(unguarded, 'HowToDestroy')).toBe('not protected: cdk destroy');
    expect(stackTemplate({ ephemeral: true }).terminationProtection).toBe(false);
  });
});

const output = (stack: ReturnType<typeof stackTemplate>, name: string): unknown =>
  (stack.template as { Outputs: Record<string, { Value: unknown }> }).Outputs[name]?.Value;

describe('every architecture', () => {
  test.each(cases.map((each) => [each.name, each] as const))(
    '%s has no Lambda, no custom resource and under 500 resources',
    (_, each) => {
      const resources = architecture({ plan: planOf(each.request) });
      const found = Object.values(resources).map(({ Type }) => Type);
      expect(found.filter((type) => /^Custom::|^AWS::CloudFormation::CustomResource|^AWS::Lambda/.test(type))).toEqual(
        [],
      );
      expect(found.length).toBeLessThan(500);
    },
  );

  test('synthesises correct addresses in GovCloud', () => {
    const plan = planOf({ region: 'us-gov-west-1' });
    const text = JSON.stringify(stackTemplate({ plan, env: { region: 'us-gov-west-1' } }).template);
    expect(text).not.toContain('arn:aws:');
    expect(text).toContain('s3.us-gov-west-1.');
  });

  test('asks for no look-up where account and region are named', () => {
    const { assembly } = stackTemplate({ env: { account: '123456789012', region: 'eu-central-1' } });
    expect(assembly.manifest.missing ?? []).toEqual([]);
  });

  test('holds no secret: passwords are generated or referred to', () => {
    for (const { Properties } of Object.values(architecture())) {
      for (const [name, value] of Object.entries(Properties)) {
        if (/password|secretstring$/i.test(name))
          expect(JSON.stringify(value)).toMatch(/resolve:secretsmanager|GenerateStringKey/);
      }
    }
  });

  test('is rendered or left out, kind by kind, with a reason', () => {
    const { renders, leavesOut } = engines.cdk;
    const all = new Set(sizeNames.flatMap((concurrentUsers) => Object.keys(planOf({ concurrentUsers }).components)));
    expect([...renders, ...Object.keys(leavesOut)].sort()).toEqual([...all].sort());
    for (const reason of Object.values(leavesOut)) expect(reason).toMatch(/\w+ \w+/);
  });
});

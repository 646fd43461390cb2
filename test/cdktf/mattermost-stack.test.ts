import { describe, expect, test } from '@jest/globals';
import { Tags } from 'aws-cdk-lib';
import { TerraformVariable } from 'cdktf';
import { Database } from '../../architectures/cdktf';
import { architecture, ofType } from '../cdk/templates';
import {
  addressesIn,
  arn,
  brought,
  configurationOf,
  planOf,
  resourceIn,
  type Configuration,
  type Resource,
} from './configuration';

const plan = planOf();
const sound = configurationOf({ plan, ...brought });
const text = (value: unknown): string => JSON.stringify(value);

describe('a stack', () => {
  test('needs no Terraform but 1.11, and a provider that it knows', () => {
    expect(sound.terraform).toMatchObject({
      required_version: '>= 1.11.0',
      required_providers: { aws: { source: 'hashicorp/aws', version: '>= 5.100.0, < 7.0.0' } },
      backend: { local: { path: 'terraform.tfstate' } },
    });
  });

  test('has addresses without a hash', () => {
    expect(addressesIn(sound).filter((address) => /_[0-9A-F]{8}$/.test(address))).toEqual([]);
    expect(addressesIn(sound)).toContain('aws_rds_cluster.Mattermost_Database_Cluster');
  });

  test('tags everything by the provider', () => {
    const { provider } = configurationOf({ plan, ...brought, tags: { team: 'chat' } });
    expect(provider!.aws).toEqual([expect.objectContaining({ default_tags: [{ tags: { team: 'chat' } }] })]);
  });

  test('has its state in a bucket, encrypted and locked, where one is named', () => {
    const { terraform } = configurationOf({ plan, ...brought, backend: { bucket: 'states', key: 'chat.tfstate' } });
    expect(terraform!.backend).toEqual({
      s3: { bucket: 'states', key: 'chat.tfstate', encrypt: true, use_lockfile: true },
    });
  });

  test('hands no password over but by write-only arguments, that of search apart', () => {
    const all = Object.entries(sound.resource!).flatMap(([type, named]) =>
      Object.entries(named).map(([name, its]): readonly [string, Resource] => [`${type}.${name}`, its]),
    );
    const passed = all.filter(([, its]) => /random_password|secret_string/.test(text(its))).map(([name]) => name);
    const writeOnly = new Set(['secret_string_wo', 'secret_string_wo_version', 'master_password_wo']);
    const open = all
      .filter(([name]) => passed.includes(name))
      .filter(([, its]) =>
        Object.entries(its).some(
          ([argument, value]) =>
            !writeOnly.has(argument) && /random_password|secret_string/.test(`${argument}${text(value)}`),
        ),
      )
      .map(([name]) => name);
    expect(passed.length).toBeGreaterThanOrEqual(3);
    expect(open.filter((name) => !name.includes('_Search_'))).toEqual([]);
    expect(open.length).toBeGreaterThan(0);
  });
});

describe('tags', () => {
  const chat = planOf({ id: 'chat' });
  const given = { team: 'chat', Name: 'theirs', 'mattermost:fleet': 'theirs' };
  const fleets = ['appFleet', 'proxy'] as const;
  const group = (fleet: string) => ({ Name: `chat/${fleet}`, 'mattermost:fleet': `chat/${fleet}` });
  const node = (fleet: string) => ({ Name: `chat/${fleet}` });
  const launched = ['instance', 'volume', 'network-interface'];
  const idOf = (fleet: string) => fleet[0]!.toUpperCase() + fleet.slice(1);

  interface Specification {
    readonly resource_type: string;
    readonly tags: unknown;
  }
  const specifications = (its: Configuration, fleet: string) =>
    (resourceIn(its, 'aws_launch_template', idOf(fleet)).tag_specifications as Specification[]).map(
      ({ resource_type, tags }) => [resource_type, tags],
    );
  interface Block {
    readonly key: string;
    readonly value: string;
    readonly propagate_at_launch: boolean;
  }
  const blocks = (its: Configuration, fleet: string) =>
    resourceIn(its, 'aws_autoscaling_group', idOf(fleet)).tag as Block[];
  const asMap = (all: readonly Block[]) => Object.fromEntries(all.map(({ key, value }) => [key, value]));

  test.each(fleets)("reach the group of the %s and what it launches, and leave the construct's own", (fleet) => {
    const its = configurationOf({ plan: chat, ...brought, tags: given });
    expect(asMap(blocks(its, fleet))).toEqual({ ...given, ...group(fleet) });
    expect(blocks(its, fleet).every((block) => block.propagate_at_launch)).toBe(true);
    expect(specifications(its, fleet)).toEqual(launched.map((type) => [type, { ...given, ...node(fleet) }]));
  });

  test.each(fleets)('of a variable reach the group of the %s and what it launches', (fleet) => {
    const its = configurationOf({
      plan: chat,
      ...brought,
      imports: (stack) => {
        const variable = new TerraformVariable(stack, 'tags', { type: 'map(string)' });
        return { tags: variable.value as Record<string, string> };
      },
    });
    const merged = (own: Readonly<Record<string, string>>): string =>
      `\${merge(var.tags, {${Object.entries(own)
        .map(([key, value]) => `"${key}" = "${value}"`)
        .join(', ')}})}`;
    expect(its.provider!.aws![0]!.default_tags).toEqual([{ tags: '${var.tags}' }]);
    expect(blocks(its, fleet)).toBeUndefined();
    expect(resourceIn(its, 'aws_autoscaling_group', idOf(fleet)).dynamic).toEqual({
      tag: {
        iterator: 'each',
        for_each: merged(group(fleet)),
        content: { key: '${each.key}', value: '${each.value}', propagate_at_launch: true },
      },
    });
    expect(specifications(its, fleet)).toEqual(launched.map((type) => [type, merged(node(fleet))]));
  });

  test('reach as much as those of a stack of CDK do, and network interfaces', () => {
    const its = configurationOf({ plan: chat, ...brought, tags: { team: 'chat' } });
    const cdk = architecture((stack) => {
      Tags.of(stack).add('team', 'chat');
      return {};
    });
    interface Tag {
      readonly Key: string;
      readonly Value: string;
    }
    const mapOf = (tags: unknown) => Object.fromEntries((tags as Tag[]).map(({ Key, Value }) => [Key, Value]));
    const groups = ofType(cdk, 'AWS::AutoScaling::AutoScalingGroup').map(({ Properties }) => mapOf(Properties.Tags));
    expect(fleets.map((fleet) => asMap(blocks(its, fleet)))).toEqual(groups);
    const templates = ofType(cdk, 'AWS::EC2::LaunchTemplate').map(({ Properties }) =>
      (
        Properties.LaunchTemplateData as { TagSpecifications: { ResourceType: string; Tags: Tag[] }[] }
      ).TagSpecifications.map(({ ResourceType, Tags: tags }) => [ResourceType, mapOf(tags)]),
    );
    for (const [i, fleet] of fleets.entries())
      expect(specifications(its, fleet)).toEqual([
        ...templates[i]!,
        ['network-interface', { team: 'chat', ...node(fleet) }],
      ]);
  });

  test('give way to default tags of the provider for resources, not for what groups launch', () => {
    const its = configurationOf({
      plan: chat,
      ...brought,
      tags: { team: 'chat' },
      provider: { defaultTags: [{ tags: { team: 'ops' } }] },
    });
    expect(its.provider!.aws![0]!.default_tags).toEqual([{ tags: { team: 'ops' } }]);
    expect(asMap(blocks(its, 'appFleet'))).toMatchObject({ team: 'chat' });
  });

  test("are the construct's own where none are given", () => {
    for (const fleet of fleets) {
      expect(specifications(sound, fleet)).toEqual(
        ['instance', 'volume'].map((type) => [type, { Name: `mattermost/${fleet}` }]),
      );
      expect(Object.keys(asMap(blocks(sound, fleet)))).toEqual(['Name', 'mattermost:fleet']);
    }
  });
});

describe('a permissions boundary', () => {
  const boundary = arn('iam', 'policy/boundary', '');
  const boundaries = (its: Configuration) =>
    Object.fromEntries(
      Object.entries(its.resource!.aws_iam_role!).map(([name, role]) => [name, role.permissions_boundary]),
    );
  const roles = ['Mattermost_AppFleet_Role', 'Mattermost_Network_FlowLogRole', 'Mattermost_Proxy_Role'];

  test('holds for every role', () => {
    const bounded = boundaries(configurationOf({ plan, ...brought, permissionsBoundaryArn: boundary }));
    expect(bounded).toEqual(Object.fromEntries(roles.map((role) => [role, boundary])));
  });

  test('is on no role where none is given', () => {
    expect(boundaries(sound)).toEqual(Object.fromEntries(roles.map((role) => [role, undefined])));
  });
});

describe('what must stay', () => {
  test('is refused to a destroy: buckets, and the database while it is protected', () => {
    for (const bucket of ['Bucket', 'Exports', 'LegalHold'])
      expect(resourceIn(sound, 'aws_s3_bucket', bucket)).toMatchObject({
        force_destroy: false,
        lifecycle: { prevent_destroy: true },
      });
    expect(resourceIn(sound, 'aws_rds_cluster')).toMatchObject({
      deletion_protection: true,
      skip_final_snapshot: false,
      final_snapshot_identifier: expect.stringMatching(/^mattermost-final-/),
    });
    for (const secret of ['Database', 'Secrets'])
      expect(resourceIn(sound, 'aws_secretsmanager_secret', secret).recovery_window_in_days).toBe(30);
  });

  test('is nothing in a trial', () => {
    const trial = configurationOf({ plan, ...brought, ephemeral: true });
    expect(text(trial)).not.toContain('prevent_destroy');
    expect(resourceIn(trial, 'aws_s3_bucket', 'Bucket').force_destroy).toBe(true);
    expect(resourceIn(trial, 'aws_rds_cluster')).toMatchObject({
      deletion_protection: false,
      skip_final_snapshot: true,
    });
    expect(resourceIn(trial, 'aws_secretsmanager_secret', 'Database').recovery_window_in_days).toBe(0);
  });
});

describe('what a customer brings', () => {
  test('a network: none is made, and everything stands in its subnets', () => {
    const subnetIds = {
      public: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1', 'subnet-0123456789abcdef2'],
      private: ['subnet-0123456789abcdef3', 'subnet-0123456789abcdef4', 'subnet-0123456789abcdef5'],
      isolated: ['subnet-0123456789abcdef6', 'subnet-0123456789abcdef7', 'subnet-0123456789abcdef8'],
    };
    const network = { vpcId: 'vpc-0123456789abcdef0', subnetIds };
    const theirs = configurationOf({ plan, ...brought, existing: { ...brought.existing, network } });
    expect(Object.keys(theirs.resource!).filter((type) => /^aws_(vpc|subnet|nat_gateway|route)$/.test(type))).toEqual(
      [],
    );
    expect(resourceIn(theirs, 'aws_lb').subnets).toEqual(subnetIds.public);
    expect(resourceIn(theirs, 'aws_autoscaling_group', 'AppFleet').vpc_zone_identifier).toEqual(subnetIds.private);
    expect(resourceIn(theirs, 'aws_db_subnet_group').subnet_ids).toEqual(subnetIds.isolated);
  });

  test('a database: none is made, nodes are let in, and are told where it is', () => {
    const database = Database.fromExisting({
      clusterIdentifier: 'theirs',
      writerEndpoint: 'theirs.cluster-abc.eu-central-1.rds.amazonaws.com',
      readerEndpoints: ['theirs-1.abc.eu-central-1.rds.amazonaws.com'],
      securityGroupId: 'sg-0123456789abcdef0',
      secretArn: arn('secretsmanager', 'secret:theirs-AbCdEf'),
    });
    const theirs = configurationOf({ plan, ...brought, existing: { ...brought.existing, database } });
    expect(Object.keys(theirs.resource!).filter((type) => type.startsWith('aws_rds'))).toEqual([]);
    expect(resourceIn(theirs, 'aws_vpc_security_group_ingress_rule', 'appFleet-database')).toMatchObject({
      security_group_id: 'sg-0123456789abcdef0',
      from_port: 5432,
      to_port: 5432,
    });
    expect(resourceIn(theirs, 'aws_ssm_parameter', 'database_writer').value).toBe(
      'theirs.cluster-abc.eu-central-1.rds.amazonaws.com',
    );
    expect(text(theirs.resource!.aws_iam_role_policy)).toContain('secret:theirs-AbCdEf');
    expect(theirs.output!.HowToDestroy!.value).not.toContain('deletionProtection');
  });

  test('a hosted zone: certificate, its proof and the record are made there', () => {
    const theirs = configurationOf({ plan, existing: brought.existing, hostedZone: { id: 'Z0123456789ABCDEFGHIJ' } });
    expect(resourceIn(theirs, 'aws_acm_certificate')).toMatchObject({
      domain_name: 'chat.example.com',
      validation_method: 'DNS',
    });
    expect(Object.keys(theirs.resource!.aws_route53_record!).length).toBeGreaterThanOrEqual(2);
    for (const record of Object.values(theirs.resource!.aws_route53_record!))
      expect(record.zone_id).toBe('${data.aws_route53_zone.Mattermost_LoadBalancer_Zone.zone_id}');
    // Only AWS knows what a zone holds.
    expect(theirs.data!.aws_route53_zone!.Mattermost_LoadBalancer_Zone).toEqual({
      zone_id: 'Z0123456789ABCDEFGHIJ',
      lifecycle: {
        postcondition: [
          {
            condition: '${endswith(lower(".chat.example.com"), ".${trimsuffix(self.name, ".")}")}',
            error_message: expect.stringMatching(/^The hosted zone does not hold chat.example.com; give the zone/),
          },
        ],
      },
    });
    expect(sound.resource!.aws_route53_record).toBeUndefined();
  });

  test('a key: whatever can be encrypted is, under it', () => {
    const key = arn('kms', 'key/0123');
    const with200k = planOf({ concurrentUsers: '200k' });
    const theirs = configurationOf({ plan: with200k, ...brought, kmsKeyArn: key });
    const under = Object.entries(theirs.resource!)
      .filter(([, named]) => Object.values(named).every((its) => text(its).includes(key)))
      .map(([type]) => type);
    expect(under).toEqual(
      expect.arrayContaining([
        'aws_cloudwatch_log_group',
        'aws_elasticache_replication_group',
        'aws_launch_template',
        'aws_opensearch_domain',
        'aws_rds_cluster',
        'aws_rds_cluster_instance',
        'aws_s3_bucket_server_side_encryption_configuration',
        'aws_secretsmanager_secret',
        'aws_sns_topic',
      ]),
    );
    expect(text(theirs.resource!.aws_iam_role_policy)).toContain('kms:Decrypt');
  });

  test('a topic: alarms go there, and none is made', () => {
    const alarmTopic = arn('sns', 'ops');
    const theirs = configurationOf({ plan, ...brought, existing: { ...brought.existing, alarmTopic } });
    expect(theirs.resource!.aws_sns_topic).toBeUndefined();
    for (const alarm of Object.values(theirs.resource!.aws_cloudwatch_metric_alarm!))
      expect(alarm.alarm_actions).toEqual([alarmTopic]);
  });
});

import { describe, expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Database, type DatabaseProps } from '../../architectures/cdk';
import { ofType, planOf, resourcesOf, type Resources } from './templates';

const { database: spec } = planOf().components;
const isolated = { subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] };
const database = (props: Partial<DatabaseProps> = {}): Resources =>
  resourcesOf((stack) => new Database(stack, 'Database', { spec, vpc: new ec2.Vpc(stack, 'Vpc', isolated), ...props }));
const cluster = (resources: Resources) => ofType(resources, 'AWS::RDS::DBCluster')[0]!;

describe('the database', () => {
  test('has a writer and the readers of the plan as instances of their own', () => {
    const instances = ofType(database(), 'AWS::RDS::DBInstance');
    expect(instances).toHaveLength(1 + spec.readers);
    for (const { Properties } of instances) {
      expect(Properties).toMatchObject({
        DBInstanceClass: `db.${spec.instance}`,
        PubliclyAccessible: false,
        AutoMinorVersionUpgrade: false,
      });
    }
  });

  test('offers the endpoint of the cluster for writing and the endpoint of each reader for reading', () => {
    const stack = new Stack(new App(), 'Theirs');
    const { late } = new Database(stack, 'Database', { spec, vpc: new ec2.Vpc(stack, 'Vpc', isolated) });
    const resolved = stack.resolve(late) as { writer: object; readers: object[] };
    const attribute = (value: object) => JSON.stringify(value);
    expect(attribute(resolved.writer)).toMatch(/DatabaseCluster[0-9A-F]{8}","Endpoint.Address"/);
    expect(resolved.readers).toHaveLength(spec.readers);
    resolved.readers.forEach((reader, i) => {
      expect(attribute(reader)).toMatch(new RegExp(`DatabaseClusterReader${i + 1}[0-9A-F]{8}","Endpoint.Address"`));
    });
  });

  test('sets exactly the parameters of the plan, as bare numbers', () => {
    const { Properties } = ofType(database(), 'AWS::RDS::DBClusterParameterGroup')[0]!;
    expect(Properties.Parameters).toEqual({
      random_page_cost: '1.1',
      work_mem: '32768',
      maintenance_work_mem: '1048576',
      'rds.force_ssl': '1',
      max_connections: '1024',
    });
    expect(Properties.Family).toBe('aurora-postgresql16');
  });

  test('is encrypted, backed up, named, and lets operators in by IAM', () => {
    expect(cluster(database()).Properties).toMatchObject({
      StorageEncrypted: true,
      BackupRetentionPeriod: spec.backup.days,
      DatabaseName: 'mattermost',
      EnableIAMDatabaseAuthentication: true,
      PerformanceInsightsEnabled: true,
      EngineVersion: spec.engineVersion,
      Port: 5432,
    });
  });

  test('generates a password that cannot break a data source', () => {
    const { Properties } = ofType(database(), 'AWS::SecretsManager::Secret')[0]!;
    const generate = Properties.GenerateSecretString as { ExcludeCharacters: string; PasswordLength: number };
    for (const character of ` "'@/\\:?#%&+=`) expect(generate.ExcludeCharacters).toContain(character);
    expect(generate.PasswordLength).toBe(spec.login.passwordLength);
    expect(Properties.Name).toBeUndefined();
  });

  test('lets nobody in until it is wired, and reaches nobody', () => {
    const { Properties } = ofType(database(), 'AWS::EC2::SecurityGroup')[0]!;
    expect(Properties.SecurityGroupIngress).toBeUndefined();
    expect(Properties.SecurityGroupEgress).toEqual([expect.objectContaining({ CidrIp: '255.255.255.255/32' })]);
  });

  test('leaves a snapshot and its secret behind, and refuses to be deleted', () => {
    const resources = database();
    expect(cluster(resources)).toMatchObject({
      DeletionPolicy: 'Snapshot',
      UpdateReplacePolicy: 'Snapshot',
      Properties: { DeletionProtection: true },
    });
    expect(ofType(resources, 'AWS::SecretsManager::Secret')[0]?.DeletionPolicy).toBe('RetainExceptOnCreate');
  });

  test('leaves nothing behind when it is ephemeral', () => {
    const resources = database({ ephemeral: true });
    expect(cluster(resources)).toMatchObject({ DeletionPolicy: 'Delete', Properties: { DeletionProtection: false } });
    expect(ofType(resources, 'AWS::SecretsManager::Secret')[0]?.DeletionPolicy).toBe('Delete');
  });

  test('starts from a snapshot with a new password, under the same id', () => {
    const [fresh, restored] = [cluster(database()), cluster(database({ restoreFromSnapshot: 'before-the-mistake' }))];
    expect(restored.id).toBe(fresh.id);
    expect(restored.Properties).toMatchObject({ SnapshotIdentifier: 'before-the-mistake' });
    expect(restored.Properties.DatabaseName).toBeUndefined();
    expect(restored.Properties.MasterUsername).toBeUndefined();
    expect(JSON.stringify(restored.Properties.MasterUserPassword)).toContain(':SecretString:password::');
    expect(restored.DeletionPolicy).toBe('Snapshot');
  });

  test('encrypts storage and secret with the key that is given', () => {
    const resources = resourcesOf((stack) => {
      const vpc = new ec2.Vpc(stack, 'Vpc', isolated);
      return new Database(stack, 'Database', { spec, vpc, encryptionKey: new kms.Key(stack, 'Key') });
    });
    expect(JSON.stringify(cluster(resources).Properties.KmsKeyId)).toContain('Key');
    expect(JSON.stringify(ofType(resources, 'AWS::SecretsManager::Secret')[0]?.Properties.KmsKeyId)).toContain('Key');
  });

  test('can be overridden, one callback for each inner resource', () => {
    const resources = database({
      overrides: {
        cluster: (props) => ({ ...props, clusterIdentifier: 'theirs' }),
        instance: (props, name) => ({ ...props, instanceIdentifier: `theirs-${name.toLowerCase()}` }),
        parameterGroup: (props) => ({ ...props, parameters: { ...props.parameters, statement_timeout: '60000' } }),
        secret: (props) => ({ ...props, secretName: 'theirs' }),
        securityGroup: (props) => ({ ...props, securityGroupName: 'theirs' }),
      },
    });
    expect(cluster(resources).Properties.DBClusterIdentifier).toBe('theirs');
    expect(ofType(resources, 'AWS::RDS::DBInstance')[0]?.Properties.DBInstanceIdentifier).toBe('theirs-writer');
    expect(ofType(resources, 'AWS::RDS::DBClusterParameterGroup')[0]?.Properties.Parameters).toMatchObject({
      statement_timeout: '60000',
      work_mem: '32768',
    });
    expect(ofType(resources, 'AWS::SecretsManager::Secret')[0]?.Properties.Name).toBe('theirs');
    expect(ofType(resources, 'AWS::EC2::SecurityGroup')[0]?.Properties.GroupName).toBe('theirs');
  });
});

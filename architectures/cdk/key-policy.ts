import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

const use = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];

/**
 * Lets services use a customer's key for what they encrypt in the account's name: disks, logs and alarms. Without it no
 * node starts and no alarm reaches anybody. A key that is imported keeps its policy: its owner has to say the same.
 */
export function letServicesUse(key: kms.IKey, scope: Construct): void {
  const { account, region, urlSuffix } = Stack.of(scope);
  const logs = `logs.${region}.${urlSuffix}`;
  const logGroups = Stack.of(scope).formatArn({ service: 'logs', resource: '*' });
  // As the key that AWS manages for disks: Auto Scaling's own role may not exist before the first group does.
  const disks = { 'kms:CallerAccount': account, 'kms:ViaService': `ec2.${region}.${urlSuffix}` };
  const statements: readonly (readonly [iam.IPrincipal, readonly string[], iam.Conditions])[] = [
    [new iam.ServicePrincipal(logs), use, { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroups } }],
    [
      new iam.ServicePrincipal('cloudwatch.amazonaws.com'),
      ['kms:Decrypt', 'kms:GenerateDataKey*'],
      { StringEquals: { 'aws:SourceAccount': account } },
    ],
    [new iam.AnyPrincipal(), use, { StringEquals: disks }],
    [
      new iam.AnyPrincipal(),
      ['kms:CreateGrant'],
      { StringEquals: disks, Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    ],
  ];
  for (const [principal, actions, conditions] of statements) {
    key.addToResourcePolicy(
      new iam.PolicyStatement({ principals: [principal], actions: [...actions], resources: ['*'], conditions }),
    );
  }
}

/** A statement of a key's policy. */
export interface KeyStatement {
  /** A service's principal, or everybody under the conditions. */
  readonly principal: string;
  readonly actions: readonly string[];
  readonly conditions: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const use = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];

/**
 * Lets services use a customer's key for what they encrypt in the account's name: disks, logs and alarms. Without it no
 * node starts and no alarm reaches anybody.
 */
export function keyStatements(its: {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly urlSuffix: string;
}): readonly KeyStatement[] {
  const { account, region, partition, urlSuffix } = its;
  // As the key that AWS manages for disks: Auto Scaling's own role may not exist before the first group does.
  const disks = { 'kms:CallerAccount': account, 'kms:ViaService': `ec2.${region}.${urlSuffix}` };
  return [
    {
      principal: `logs.${region}.${urlSuffix}`,
      actions: use,
      conditions: {
        ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:*` },
      },
    },
    {
      principal: 'cloudwatch.amazonaws.com',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      conditions: { StringEquals: { 'aws:SourceAccount': account } },
    },
    { principal: '*', actions: use, conditions: { StringEquals: disks } },
    {
      principal: '*',
      actions: ['kms:CreateGrant'],
      conditions: { StringEquals: disks, Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    },
  ];
}

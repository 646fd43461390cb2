import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import { DataAwsRegion } from '@cdktf/provider-aws/lib/data-aws-region';
import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';

/** Where the resources of a stack are: one set of data sources for all of its constructs. */
export class Account extends Construct {
  static of(scope: Construct): Account {
    const stack = TerraformStack.of(scope);
    return (stack.node.tryFindChild('Account') as Account | undefined) ?? new Account(stack, 'Account');
  }

  readonly id: string;
  readonly partition: string;
  readonly region: string;
  /** `amazonaws.com` in most partitions. */
  readonly urlSuffix: string;

  private constructor(scope: Construct, id: string) {
    super(scope, id);
    this.id = new DataAwsCallerIdentity(this, 'Identity').accountId;
    const partition = new DataAwsPartition(this, 'Partition');
    this.partition = partition.partition;
    this.urlSuffix = partition.dnsSuffix;
    // The attribute `name` is deprecated in version 6 of the provider, and `region` is not there in version 5.
    this.region = new DataAwsRegion(this, 'Region').id;
  }

  /** An ARN in this account and region; S3 has neither. */
  arn(service: string, resource: string): string {
    const where = service === 's3' ? '::' : `:${this.region}:${this.id}`;
    return `arn:${this.partition}:${service}${where}:${resource}`;
  }
}

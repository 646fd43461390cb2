import { AwsProvider, type AwsProviderConfig } from '@cdktf/provider-aws/lib/provider';
import {
  conditional,
  LocalBackend,
  Op,
  S3Backend,
  TerraformOutput,
  TerraformStack,
  type S3BackendConfig,
  type TerraformElement,
} from 'cdktf';
import type { Construct } from 'constructs';
import { Account } from '../../constructs/cdktf/private/account';
import { outputsOf, staysOf } from '../outputs';
import { Mattermost, type MattermostConfig } from './mattermost';

export interface MattermostStackConfig extends MattermostConfig {
  /** Region and whatever else a provider may be told. @default - as the environment of Terraform says */
  readonly provider?: AwsProviderConfig;
  /** Where the state is; it locks by a file beside the state. @default - a file in the folder of the stack */
  readonly backend?: Omit<S3BackendConfig, 'encrypt' | 'useLockfile'>;
  /**
   * Of every resource, and of what the Auto Scaling groups launch; also a token of a map. Default tags of `provider` take
   * their place for resources. @default - none but those of the constructs
   */
  readonly tags?: MattermostConfig['tags'];
  /** Configuration that needs the stack as its scope, such as variables. @default - none */
  readonly imports?: (stack: TerraformStack) => Partial<Omit<MattermostStackConfig, 'plan' | 'ephemeral' | 'imports'>>;
}

/** What a newer provider understands as well: version 5.100 is the oldest that is tested. */
const provider = { source: 'hashicorp/aws', version: '>= 5.100.0, < 7.0.0' } as const;

/**
 * A stack of its own for one plan, with the outputs of its CloudFormation sibling. Addresses are paths of constructs,
 * `aws_rds_cluster.Mattermost_Database_Cluster`, without anything that nobody could guess.
 * @throws PlanError as Mattermost
 */
export class MattermostStack extends TerraformStack {
  readonly mattermost: Mattermost;

  constructor(scope: Construct, id: string, { imports, ...given }: MattermostStackConfig) {
    super(scope, id);
    const imported = imports?.(this);
    const config: MattermostStackConfig = {
      ...given,
      ...imported,
      existing: { ...given.existing, ...imported?.existing },
    };
    this.addOverride('terraform.required_version', '>= 1.11.0');
    this.addOverride('terraform.required_providers.aws', provider);
    new AwsProvider(this, 'aws', {
      ...(config.plan.request.region && { region: config.plan.request.region }),
      ...(config.tags && { defaultTags: [{ tags: config.tags }] }),
      ...config.provider,
    });
    if (config.backend) {
      new S3Backend(this, { ...config.backend, encrypt: true });
      // cdktf 0.21 knows no argument for it.
      this.addOverride('terraform.backend.s3.use_lockfile', true);
    } else new LocalBackend(this, { path: 'terraform.tfstate' });

    this.mattermost = new Mattermost(this, 'Mattermost', config);
    for (const [name, value] of Object.entries(this.outputs(config))) new TerraformOutput(this, name, { value });
  }

  /** Without cdktf's hash: the path alone is unique, and a person can write it. */
  protected override allocateLogicalId(element: TerraformElement): string {
    const path = element.node.path.split('/').slice(this.node.path.split('/').length);
    return path.join('_').replace(/[^A-Za-z0-9_-]/g, '_');
  }

  private outputs({
    plan,
    ephemeral,
    hostedZone,
    existing,
    databaseDeletionProtection,
  }: MattermostConfig): Readonly<Record<string, string>> {
    const { parts, observability } = this.mattermost;
    const { region, partition } = Account.of(this);
    const own = { database: !existing?.database, fileStore: !existing?.fileStore };
    const protectedFromDeletion = !ephemeral && own.database && plan.components.database.backup.deletionProtection;
    const unprotect = databaseDeletionProtection
      ? 'database_deletion_protection false'
      : 'database.backup.deletionProtection pinned to false';
    const letGo = own.fileStore && !ephemeral ? 'let go of the buckets (terraform state rm), then ' : '';
    const destroy = `${letGo}terraform destroy; ${staysOf(own, ephemeral)}${ephemeral ? '' : ', secrets for 30 days'}`;
    return outputsOf(plan, {
      region,
      console: String(
        conditional(Op.eq(partition, 'aws-us-gov'), 'console.amazonaws-us-gov.com', 'console.aws.amazon.com'),
      ),
      howToDestroy: protectedFromDeletion ? `protected: apply once with ${unprotect}, ${destroy}` : destroy,
      record: hostedZone !== undefined,
      ownNetwork: !existing?.network,
      loadBalancer: parts.loadBalancer.late,
      secrets: parts.secrets.late,
      database: parts.database.late,
      databaseNames: parts.database.names,
      fileStore: parts.fileStore.late,
      search: parts.search?.late,
      observability: observability.late,
      appGroup: parts.appFleet.names.group,
      dashboard: observability.dashboard?.dashboardName,
      alarmTopic: observability.topicArn,
      roles: [parts.appFleet, parts.proxy].flatMap((part) => (part ? [part.role.roleArn] : [])),
    });
  }
}

import { CfnOutput, Fn, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { outputsOf, staysOf } from '../outputs';
import { Mattermost, type MattermostProps } from './mattermost';

export interface MattermostStackProps extends StackProps, MattermostProps {
  /** Props that need the stack as their scope, such as an imported certificate. @default - none */
  readonly imports?: (stack: Stack) => Partial<Omit<MattermostProps, 'plan' | 'ephemeral'>>;
}

/**
 * A stack of its own for one plan. While the database is protected from deletion the stack is too: CloudFormation would
 * otherwise delete the instances before the cluster refuses.
 * @throws PlanError as Mattermost
 */
export class MattermostStack extends Stack {
  readonly mattermost: Mattermost;

  /** Resolved by CloudFormation: a look-up would need credentials at synthesis. */
  override get availabilityZones(): string[] {
    return [0, 1, 2].map((i) => Fn.select(i, Fn.getAzs(this.region)));
  }

  constructor(scope: Construct, id: string, { imports, ...given }: MattermostStackProps) {
    const { plan, ephemeral = false } = given;
    super(scope, id, { description: `Mattermost for ${plan.claim} concurrent users`, ...given });
    const imported = imports?.(this);
    const props: MattermostProps = {
      ...given,
      ...imported,
      existing: { ...given.existing, ...imported?.existing },
    };
    const owned = !ephemeral && !props.existing?.database;
    const protectedFromDeletion = owned && plan.components.database.backup.deletionProtection;
    this.terminationProtection = given.terminationProtection ?? protectedFromDeletion;
    this.mattermost = new Mattermost(this, 'Mattermost', props);

    const { parts, observability } = this.mattermost;
    const { region } = this;
    const own = { database: !props.existing?.database, fileStore: !props.existing?.fileStore };
    const stays = staysOf(own, ephemeral);
    const outputs = outputsOf(plan, {
      region,
      console: region.startsWith('us-gov-') ? 'console.amazonaws-us-gov.com' : 'console.aws.amazon.com',
      howToDestroy: protectedFromDeletion
        ? `protected: deploy once with -c pins=database.backup.deletionProtection=false (in code the pin), then cdk destroy; ${stays}`
        : `cdk destroy; ${stays}`,
      record: props.hostedZone !== undefined,
      ownNetwork: !props.existing?.vpc,
      loadBalancer: parts.loadBalancer.late,
      secrets: parts.secrets.late,
      database: parts.database.late,
      databaseNames: parts.database.names,
      fileStore: parts.fileStore.late,
      search: parts.search?.late,
      observability: observability.late,
      appGroup: parts.appFleet.names.group,
      dashboard: observability.dashboard?.dashboardName,
      alarmTopic: observability.topic.topicArn,
      roles: [parts.appFleet, parts.proxy].flatMap((part) => (part ? [part.role.roleArn] : [])),
    });
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}

import { CfnOutput, Fn, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { endpointServiceNames } from '../../constructs/spec';
import type { Plan } from '../sizing';
import { Mattermost, type MattermostProps } from './mattermost';

export interface MattermostStackProps extends StackProps, MattermostProps {
  /** Props that need the stack as their scope, such as an imported certificate. @default - none */
  readonly imports?: (stack: Stack) => Partial<Omit<MattermostProps, 'plan' | 'ephemeral'>>;
}

/** How nodes of a network that the stack makes reach what is outside of it. */
const wayOut = ({ components: { network }, request: { egress } }: Plan): string => {
  if (egress === 'nat') return `NAT gateways: ${network.natGateways}`;
  return egress === 'none' ? `none; AWS by ${endpointServiceNames.length} interface endpoints` : egress;
};

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
    const { database, fileStore, secrets, loadBalancer, appFleet } = parts;
    const { domainName, listener, id: deployment } = plan.request;
    const { region } = this;
    const console = region.startsWith('us-gov-') ? 'console.amazonaws-us-gov.com' : 'console.aws.amazon.com';
    const stays = ephemeral ? 'nothing stays' : 'a snapshot, the buckets and two secrets stay';
    const outputs: Readonly<Record<string, string | undefined>> = {
      Url: `${listener}://${domainName ?? loadBalancer.late.address}`,
      LoadBalancer: loadBalancer.late.address,
      ...(domainName && !props.hostedZone && { DnsRecord: `${domainName} CNAME ${loadBalancer.late.address}` }),
      Administrator: `aws secretsmanager get-secret-value --region ${region} --secret-id ${secrets.late.administrator} --query SecretString --output text`,
      Session: `aws ssm start-session --region ${region} --target $(aws autoscaling describe-auto-scaling-groups --region ${region} --auto-scaling-group-names ${appFleet.names.group} --query 'AutoScalingGroups[0].Instances[0].InstanceId' --output text)`,
      Logs: `aws logs tail --region ${region} ${observability.late.logs} --since 1h`,
      ...(observability.dashboard && {
        Dashboard: `https://${console}/cloudwatch/home?region=${region}#dashboards/dashboard/${observability.dashboard.dashboardName}`,
      }),
      AlarmTopic: observability.topic.topicArn,
      AppGroup: appFleet.names.group,
      DatabaseCluster: database.names.cluster,
      DatabaseWriter: database.late.writer,
      ...Object.fromEntries(database.late.readers.map((endpoint, i) => [`DatabaseReader${i + 1}`, endpoint])),
      DatabaseSecretArn: database.late.secret,
      AdministratorSecretArn: secrets.late.administrator,
      LicenceSecretArn: secrets.late.licence,
      MailSecretArn: secrets.late.mail,
      SearchSecretArn: parts.search?.late.secret,
      FilesBucket: fileStore.late.bucket,
      ExportsBucket: fileStore.late.exports,
      LegalHoldBucket: fileStore.late.legalHold,
      Parameters: `/mattermost/${deployment}/`,
      RunningVersion: `aws ssm get-parameter --region ${region} --name /mattermost/${deployment}/appFleet/runningVersion --query Parameter.Value --output text`,
      ...(!props.existing?.vpc && { WayOut: wayOut(plan) }),
      Preflight: `mattermost-arch preflight ${plan.request.concurrentUsers} --region ${region}`,
      Waits: `an app node is given ${plan.components.appFleet.launchSeconds} s to become ready and ${plan.components.appFleet.drainSeconds} s to drain`,
      Roles: [appFleet, parts.proxy].flatMap((part) => (part ? [part.role.roleArn] : [])).join(' '),
      HowToDestroy: protectedFromDeletion
        ? `protected: deploy once with -c pins=database.backup.deletionProtection=false (in code the pin), then cdk destroy; ${stays}`
        : `cdk destroy; ${stays}`,
    };
    for (const [name, value] of Object.entries(outputs)) if (value !== undefined) new CfnOutput(this, name, { value });
  }
}

import { endpointServiceNames, type Late, type Names } from '../constructs/spec';
import { flagsOf } from './command-line';
import type { Plan } from './sizing';

/** What an engine knows of a deployment; values may be resolved only when it is deployed. */
export interface Deployed {
  readonly region: string;
  /** Host name of the AWS console in the partition. */
  readonly console: string;
  /** What a deployment is destroyed with, and what then stays. */
  readonly howToDestroy: string;
  /** Whether a record of the host name is made. */
  readonly record: boolean;
  /** Whether the network is the deployment's own. */
  readonly ownNetwork: boolean;
  readonly loadBalancer: Late<'loadBalancer'>;
  readonly secrets: Late<'secrets'>;
  readonly database: Late<'database'>;
  readonly databaseNames: Names<'database'>;
  readonly fileStore: Late<'fileStore'>;
  readonly search: Late<'search'> | undefined;
  readonly observability: Late<'observability'>;
  readonly appGroup: string;
  readonly dashboard: string | undefined;
  readonly alarmTopic: string;
  /** ARNs of the roles of the fleets. */
  readonly roles: readonly string[];
}

/** How nodes of a network of the deployment's own reach what is outside of it. */
const wayOut = ({ components: { network }, request: { egress } }: Plan): string => {
  if (egress === 'nat') return `NAT gateways: ${network.natGateways}`;
  return egress === 'none' ? `none; AWS by ${endpointServiceNames.length} interface endpoints` : egress;
};

/**
 * What is left of a deployment that is destroyed, in words.
 * @param own whether database and buckets are the deployment's own
 */
export function staysOf(own: { readonly database: boolean; readonly fileStore: boolean }, ephemeral = false): string {
  if (ephemeral) return 'nothing stays';
  const left = [
    own.database && 'a snapshot',
    own.fileStore && 'the buckets',
    own.database ? 'two secrets' : 'a secret',
  ];
  return `${new Intl.ListFormat('en-GB').format(left.filter((each) => each !== false))} stay`.replace(
    /^a secret stay$/,
    'a secret stays',
  );
}

/** The outputs of a deployment, by name: the same in every engine. Those without a value are left out. */
export function outputsOf(plan: Plan, deployed: Deployed): Readonly<Record<string, string>> {
  const { domainName, listener, id: deployment, concurrentUsers } = plan.request;
  const { region, loadBalancer, secrets, database, fileStore, appGroup, dashboard } = deployed;
  const flags = flagsOf(plan).filter((flag) => !flag.startsWith('--region '));
  const { launchSeconds, drainSeconds } = plan.components.appFleet;
  const outputs: Readonly<Record<string, string | undefined>> = {
    Url: `${listener}://${domainName ?? loadBalancer.address}`,
    LoadBalancer: loadBalancer.address,
    ...(domainName && !deployed.record && { DnsRecord: `${domainName} CNAME ${loadBalancer.address}` }),
    Administrator: `aws secretsmanager get-secret-value --region ${region} --secret-id ${secrets.administrator} --query SecretString --output text`,
    Session: `aws ssm start-session --region ${region} --target $(aws autoscaling describe-auto-scaling-groups --region ${region} --auto-scaling-group-names ${appGroup} --query 'AutoScalingGroups[0].Instances[0].InstanceId' --output text)`,
    Logs: `aws logs tail --region ${region} ${deployed.observability.logs} --since 1h`,
    ...(dashboard && {
      Dashboard: `https://${deployed.console}/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboard}`,
    }),
    AlarmTopic: deployed.alarmTopic,
    AppGroup: appGroup,
    DatabaseCluster: deployed.databaseNames.cluster,
    DatabaseWriter: database.writer,
    ...Object.fromEntries(database.readers.map((endpoint, i) => [`DatabaseReader${i + 1}`, endpoint])),
    DatabaseSecretArn: database.secret,
    AdministratorSecretArn: secrets.administrator,
    LicenceSecretArn: secrets.licence,
    MailSecretArn: secrets.mail,
    SearchSecretArn: deployed.search?.secret,
    FilesBucket: fileStore.bucket,
    ExportsBucket: fileStore.exports,
    LegalHoldBucket: fileStore.legalHold,
    Parameters: `/mattermost/${deployment}/`,
    RunningVersion: `aws ssm get-parameter --region ${region} --name /mattermost/${deployment}/appFleet/runningVersion --query Parameter.Value --output text`,
    ...(deployed.ownNetwork && { WayOut: wayOut(plan) }),
    Preflight: ['mattermost-arch preflight', concurrentUsers, `--region ${region}`, ...flags].join(' '),
    Waits: `an app node is given ${launchSeconds} s to become ready and ${drainSeconds} s to drain`,
    Roles: deployed.roles.join(' '),
    HowToDestroy: deployed.howToDestroy,
  };
  return Object.fromEntries(
    Object.entries(outputs).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

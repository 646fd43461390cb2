import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Database, FileStore, MattermostStack, type Existing, type MattermostProps } from '../../architectures/cdk';
import * as cdktf from '../../architectures/cdktf';
import type { Plan, Request } from '../../architectures/sizing';
import { cases } from '../../bin/cases';
import { broughtTo, planOf, type Resources } from '../cdk/templates';

/** An architecture that is proved: what is asked of the planner, and what is given beside its plan. */
export interface Subject {
  readonly name: string;
  readonly request: Partial<Request>;
  readonly props?: Partial<Pick<MattermostProps, 'ephemeral' | 'restoreFromSnapshot'>>;
  readonly imports?: (stack: Stack) => Partial<MattermostProps>;
  /** The same as `imports`, for Terraform. */
  readonly terraformImports?: cdktf.MattermostStackConfig['imports'];
}

export interface Template {
  readonly Description?: string;
  readonly Resources: Resources;
  readonly Outputs: Readonly<Record<string, unknown>>;
  readonly [section: string]: unknown;
}

/** What a subject became. */
export interface Synthesised extends Subject {
  readonly plan: Plan;
  readonly stack: MattermostStack;
  readonly template: Template;
  /** Where the template stands. */
  readonly file: string;
}

const alreadyThere = (stack: Stack): Existing => ({
  vpc: ec2.Vpc.fromVpcAttributes(stack, 'TheirVpc', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
    publicSubnetIds: ['subnet-0123456789abcde01', 'subnet-0123456789abcde02', 'subnet-0123456789abcde03'],
    privateSubnetIds: ['subnet-0123456789abcde04', 'subnet-0123456789abcde05', 'subnet-0123456789abcde06'],
    isolatedSubnetIds: ['subnet-0123456789abcde07', 'subnet-0123456789abcde08', 'subnet-0123456789abcde09'],
  }),
  database: Database.fromExisting({
    cluster: rds.DatabaseCluster.fromDatabaseClusterAttributes(stack, 'TheirCluster', {
      clusterIdentifier: 'theirs',
      clusterEndpointAddress: 'writer.example.com',
      port: 5432,
      securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'TheirGroup', 'sg-0123456789abcdef0')],
    }),
    readerEndpoints: ['reader-1.example.com', 'reader-2.example.com'],
    secret: secretsmanager.Secret.fromSecretNameV2(stack, 'TheirLogin', 'theirs'),
  }),
  fileStore: FileStore.fromExisting(stack, {
    bucket: s3.Bucket.fromBucketName(stack, 'TheirFiles', 'their-files'),
    exports: s3.Bucket.fromBucketName(stack, 'TheirExports', 'their-exports'),
    legalHold: s3.Bucket.fromBucketName(stack, 'TheirHolds', 'their-holds'),
  }),
});

/** An ARN of the customer's: ours name no account. */
export const theirArn = (service: string, resource: string, region = 'us-east-1'): string =>
  `arn:${region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'}:${service}:${region}:123456789012:${resource}`;

const alreadyThereForTerraform: NonNullable<Subject['terraformImports']> = (stack) => ({
  existing: {
    network: {
      vpcId: 'vpc-0123456789abcdef0',
      subnetIds: {
        public: ['subnet-0123456789abcde01', 'subnet-0123456789abcde02', 'subnet-0123456789abcde03'],
        private: ['subnet-0123456789abcde04', 'subnet-0123456789abcde05', 'subnet-0123456789abcde06'],
        isolated: ['subnet-0123456789abcde07', 'subnet-0123456789abcde08', 'subnet-0123456789abcde09'],
      },
    },
    database: cdktf.Database.fromExisting({
      clusterIdentifier: 'theirs',
      writerEndpoint: 'writer.example.com',
      readerEndpoints: ['reader-1.example.com', 'reader-2.example.com'],
      securityGroupId: 'sg-0123456789abcdef0',
      secretArn: theirArn('secretsmanager', 'secret:theirs-AbCdEf'),
    }),
    fileStore: cdktf.FileStore.fromExisting(stack, {
      bucket: 'their-files',
      exports: 'their-exports',
      legalHold: 'their-holds',
    }),
  },
});

const variants: readonly Subject[] = [
  { name: '15k-alb', request: { proxy: 'alb' } },
  { name: '200k-alb', request: { concurrentUsers: '200k', proxy: 'alb' } },
  { name: '15k-http', request: { listener: 'http' } },
  { name: '15k-air-gapped', request: { egress: 'none', mirror: 's3://their-mirror/mattermost', exposure: 'private' } },
  { name: '15k-proxied', request: { egress: 'http://proxy.example.com:3128' } },
  { name: '15k-private', request: { exposure: 'private' } },
  {
    name: '200k-customer-key',
    request: { concurrentUsers: '200k' },
    imports: (stack) => ({ encryptionKey: new kms.Key(stack, 'TheirKey', { enableKeyRotation: true }) }),
    terraformImports: () => ({ kmsKeyArn: theirArn('kms', 'key/12345678-1234-1234-1234-123456789012') }),
  },
  {
    name: '15k-existing',
    request: {},
    imports: (stack) => ({ existing: alreadyThere(stack) }),
    terraformImports: alreadyThereForTerraform,
  },
  { name: '15k-govcloud', request: { region: 'us-gov-west-1' } },
  { name: '15k-ephemeral', request: {}, props: { ephemeral: true } },
  {
    name: '15k-options',
    request: {
      smtp: 'smtps://mail.example.com:465',
      mirror: 's3://their-mirror/mattermost',
      alarmEmail: 'operators@example.com',
      allowFrom: ['192.0.2.0/24', '198.51.100.0/24'],
      upgrade: 'stop',
    },
    props: { restoreFromSnapshot: 'their-snapshot' },
    imports: (stack) => ({
      certificate: undefined,
      hostedZone: route53.HostedZone.fromHostedZoneAttributes(stack, 'TheirZone', {
        hostedZoneId: 'Z0123456789ABCDEFGHIJ',
        zoneName: 'example.com',
      }),
    }),
    terraformImports: () => ({
      certificateArn: undefined,
      hostedZone: { id: 'Z0123456789ABCDEFGHIJ', name: 'example.com' },
    }),
  },
];

/** Every named case, and every choice that changes what is rendered. */
export const subjects: readonly Subject[] = [...cases, ...variants];

export const planFor = ({ request }: Subject): Plan => planOf({ ...request, id: 'chat' });

/**
 * Renders a subject below a folder. CloudFormation's own validator judges it: a violation is an error here, where CDK by
 * itself only warns.
 */
export function synthesise(subject: Subject, folder: string): Synthesised {
  const plan = planFor(subject);
  const app = new App({
    outdir: join(folder, subject.name),
    context: { '@aws-cdk/core:validateAgainstDefaultRules': true },
  });
  const stack = new MattermostStack(app, 'chat', {
    plan,
    ...(plan.request.region && { env: { region: plan.request.region } }),
    ...subject.props,
    imports: (scope) => {
      const brought = broughtTo(scope, plan);
      const theirs = subject.imports?.(scope);
      return { ...brought, ...theirs, existing: { ...brought.existing, ...theirs?.existing } };
    },
  });
  const artefact = app.synth().getStackByName('chat');
  return { ...subject, plan, stack, template: artefact.template as Template, file: artefact.templateFullPath };
}

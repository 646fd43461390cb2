/** What the package promises to the user of an engine. */
export interface EngineStatements {
  /** Packages that its user installs beside ours. */
  readonly packages: readonly string[];
  /** The engine that must not have come with it. */
  readonly other: string;
  /** Statements, each with a program that must end well and what it must print. */
  readonly programs: readonly (readonly [what: string, program: string, expected: RegExp])[];
  /** A program that has to compile. */
  readonly typed: string;
}

const planned = `
const { planArchitecture } = require('mattermost-reference-architectures/sizing');
const plan = planArchitecture({ concurrentUsers: 15_000, listener: 'http' });
const { components, bootFiles } = plan;
`;

const cdkLead = `${planned}
const { App, Stack } = require('aws-cdk-lib');
const ec2 = require('aws-cdk-lib/aws-ec2');
const cdk = require('mattermost-reference-architectures/cdk');
const secrets = require('aws-cdk-lib/aws-secretsmanager');
const stack = new Stack(new App(), 'Theirs');
const vpc = () => new ec2.Vpc(stack, 'Vpc', { subnetConfiguration: ['PUBLIC', 'PRIVATE_WITH_EGRESS', 'PRIVATE_ISOLATED'].map((type) => ({ name: type, subnetType: ec2.SubnetType[type] })) });
`;
const cdkCount = `console.log(Object.keys(require('aws-cdk-lib/assertions').Template.fromStack(stack).toJSON().Resources).length);`;

export const cdk: EngineStatements = {
  packages: ['aws-cdk-lib', 'constructs'],
  other: 'cdktf',
  programs: [
    [
      'Network is synthesised alone',
      `${cdkLead}new cdk.Network(stack, 'It', { spec: components.network });${cdkCount}`,
      /^\d\d$/,
    ],
    [
      'Database is synthesised alone',
      `${cdkLead}new cdk.Database(stack, 'It', { spec: components.database, vpc: vpc() });${cdkCount}`,
      /^\d\d$/,
    ],
    [
      'FileStore is synthesised alone',
      `${cdkLead}new cdk.FileStore(stack, 'It', { spec: components.fileStore });${cdkCount}`,
      /^6$/,
    ],
    [
      'Secrets is synthesised alone',
      `${cdkLead}new cdk.Secrets(stack, 'It', { spec: components.secrets });${cdkCount}`,
      /^1$/,
    ],
    [
      'Search is synthesised alone',
      `${cdkLead}new cdk.Search(stack, 'It', { spec: components.search, vpc: vpc() });${cdkCount}`,
      /^\d\d$/,
    ],
    [
      'AppFleet is synthesised alone, behind a LoadBalancer',
      `${cdkLead}const theirs = vpc();
const fleet = new cdk.AppFleet(stack, 'It', { spec: components.appFleet, vpc: theirs, deployment: 'chat', bootFiles: bootFiles.appFleet });
new cdk.LoadBalancer(stack, 'Front', { spec: components.loadBalancer, vpc: theirs, targets: fleet.group });${cdkCount}`,
      /^\d\d$/,
    ],
    [
      'Mattermost is synthesised',
      `${cdkLead}const licence = secrets.Secret.fromSecretNameV2(stack, 'Licence', 'mattermost/licence');
new cdk.Mattermost(stack, 'It', { plan, existing: { licence } });${cdkCount}`,
      /^\d\d\d$/,
    ],
    [
      'sizing needs no engine',
      `${planned}console.log(plan.size, Object.keys(require.cache).some((path) => /aws-cdk-lib|cdktf/.test(path)));`,
      /^15k false$/,
    ],
    [
      'fails a deep import',
      `try { require('mattermost-reference-architectures/lib/architectures/sizing/plan'); } catch (error) { console.log(error.code); }`,
      /^ERR_PACKAGE_PATH_NOT_EXPORTED$/,
    ],
    [
      'the schema of requests is in the package',
      `console.log(require('mattermost-reference-architectures/schema/request.json').title);`,
      /^Request of/,
    ],
  ],
  typed: `import { App, Stack } from 'aws-cdk-lib';
import { FileStore, MattermostStack } from 'mattermost-reference-architectures/cdk';
import { planArchitecture, type Plan } from 'mattermost-reference-architectures/sizing';
const plan: Plan = planArchitecture({ concurrentUsers: '15k', pins: { 'database.readers': 3 } });
new FileStore(new Stack(new App(), 'Theirs'), 'Files', { spec: plan.components.fileStore }).bucket.bucketName satisfies string;
export const stack: Stack = new MattermostStack(new App(), 'Chat', { plan });
// @ts-expect-error no such leaf
planArchitecture({ concurrentUsers: '15k', pins: { 'database.reeders': 3 } });
`,
};

const cdktfLead = `${planned}
const { App, TerraformStack, Testing } = require('cdktf');
const cdktf = require('mattermost-reference-architectures/cdktf');
const stack = new TerraformStack(new App(), 'theirs');
const place = { vpcId: 'vpc-0123456789abcdef0', subnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1', 'subnet-0123456789abcdef2'] };
`;
const cdktfCount = `console.log(Object.values(JSON.parse(Testing.synth(stack)).resource).flatMap((named) => Object.keys(named)).length);`;

export const cdktf: EngineStatements = {
  packages: ['cdktf', '@cdktf/provider-aws', 'constructs'],
  other: 'aws-cdk-lib',
  programs: [
    [
      'Network is synthesised alone',
      `${cdktfLead}new cdktf.Network(stack, 'It', { spec: components.network });${cdktfCount}`,
      /^\d\d$/,
    ],
    [
      'Database is synthesised alone',
      `${cdktfLead}new cdktf.Database(stack, 'It', { ...place, spec: components.database });${cdktfCount}`,
      /^\d+$/,
    ],
    [
      'AppFleet is synthesised alone',
      `${cdktfLead}new cdktf.AppFleet(stack, 'It', { ...place, spec: components.appFleet, deployment: 'chat', bootFiles: bootFiles.appFleet });${cdktfCount}`,
      /^\d+$/,
    ],
    [
      'Mattermost is synthesised',
      `${cdktfLead}new cdktf.Mattermost(stack, 'It', { plan, existing: { licence: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:licence-AbCdEf' } });${cdktfCount}`,
      /^\d\d\d$/,
    ],
    [
      "the whole of the provider's package is not loaded",
      `${cdktfLead}console.log(Object.keys(require.cache).some((path) => /provider-aws.lib.index/.test(path)));`,
      /^false$/,
    ],
  ],
  typed: `import { App, TerraformStack } from 'cdktf';
import { FileStore, MattermostStack } from 'mattermost-reference-architectures/cdktf';
import { planArchitecture } from 'mattermost-reference-architectures/sizing';
const plan = planArchitecture({ concurrentUsers: '15k' });
new FileStore(new TerraformStack(new App(), 'theirs'), 'Files', { spec: plan.components.fileStore }).bucket.arn satisfies string;
export const stack: TerraformStack = new MattermostStack(new App(), 'chat', { plan });
// @ts-expect-error subnets are missing
export const config: ConstructorParameters<typeof MattermostStack>[2] = { plan, existing: { network: { vpcId: 'vpc' } } };
`,
};

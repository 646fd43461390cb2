import { cloudConfig, userData } from '../../../constructs/boot/user-data';
import { appNodeFiles } from '../../../constructs/boot/app-node';
import type { AppNode } from '../../../constructs/boot/node';
import type { Binding } from '../../../constructs/spec';
import { appNode } from '../../boot/app-node';
import { licence } from '../../boot/licence';
import type { Cloud } from './cloud';
import { Machine } from './machine';
import type { Moto } from './moto';
import { agentInImage, tarball } from './release';

/** Characters that a shell, a URL, JSON and systemd read as syntax. */
export const password = `p"w'$HOME\`\\\\%h #;é漢🔑`;
export const secrets = {
  administrator: { username: 'admin', password: 'the-first-password' },
  'database.secret': { username: 'mattermost', password },
  'search.secret': { username: 'search', password: 'search-password' },
};

/** Where a node without a mirror finds what it installs beside the server. */
export const bundle = 'truststore.pki.rds.amazonaws.com/global/global-bundle.pem';
export const agent =
  'amazoncloudwatch-agent-us-east-1.s3.us-east-1.amazonaws.com/ubuntu/amd64/latest/amazon-cloudwatch-agent.deb';

export const mirror = 's3://mirror/mattermost';
export const release = tarball();

/** A deployment as a case finds it. */
export interface Given {
  readonly node?: Partial<AppNode>;
  readonly licence?: string;
  readonly running?: string;
  /** Late values that are not there. */
  readonly without?: readonly string[];
  /** Where the CloudWatch agent is. */
  readonly agent?: 'to be installed' | 'in the image';
  readonly tarball?: { readonly bytes: Buffer; readonly sha256: string };
}

/** Deployments, one after the other, each with one node. */
export class Deployment {
  #node?: Machine;

  constructor(
    private readonly moto: Moto,
    readonly cloud: Cloud,
    private readonly image: Readonly<Record<string, string>>,
  ) {}

  /** What the node said, for a case that failed. */
  get lastWords(): string {
    return this.#node?.lastWords ?? '';
  }

  stop(): void {
    this.#node?.stop();
  }

  /** A new node in a new deployment; the one before it is gone. */
  async boot(given: Given): Promise<Machine> {
    const { cloud, moto } = this;
    const server = given.tarball ?? release;
    const node: AppNode = {
      ...appNode({ mirror }),
      server: { version: '11.7.9', sha256: server.sha256, url: `${mirror}/mattermost-11.7.9-linux-amd64.tar.gz` },
      ...given.node,
    };
    await moto.reset();
    cloud.calls.length = 0;
    cloud.state = 'Pending:Wait';
    cloud.target = undefined;
    await moto.store('mirror', {
      'mattermost/mattermost-11.7.9-linux-amd64.tar.gz': server.bytes,
      'mattermost/global-bundle.pem': cloud.web.get(bundle)!,
      'mattermost/amazon-cloudwatch-agent.deb': cloud.web.get(agent)!,
    });
    for (const binding of node.bindings) {
      if (!given.without?.includes(binding.name)) await this.#bind(binding, given);
    }
    await moto.query('autoscaling', {
      Action: 'CreateLaunchConfiguration',
      Version: '2011-01-01',
      LaunchConfigurationName: 'node',
      ImageId: 'ami-12c6146b',
      InstanceType: 'c7i.large',
    });
    await moto.query('autoscaling', {
      Action: 'CreateAutoScalingGroup',
      Version: '2011-01-01',
      AutoScalingGroupName: 'chat-app',
      LaunchConfigurationName: 'node',
      MinSize: '1',
      MaxSize: '1',
      'AvailabilityZones.member.1': 'us-east-1a',
      ...tag(1, 'aws:cloudformation:stack-name', 'chat'),
      ...tag(2, 'aws:cloudformation:logical-id', 'AppFleetGroup'),
    });
    const groups = await moto.query('autoscaling', { Action: 'DescribeAutoScalingGroups', Version: '2011-01-01' });
    cloud.instance = /<InstanceId>([^<]+)</.exec(groups)![1]!;
    this.#node?.stop();
    this.#node = new Machine(userData(cloudConfig(appNodeFiles(node))), {
      ...this.image,
      ...(given.agent === 'in the image' && agentInImage),
    });
    return this.#node;
  }

  async #bind({ name, parameter, holds }: Binding, given: Given): Promise<void> {
    const [Type, Value] =
      holds === 'list'
        ? ['StringList', 'reader-1.example.com,reader-2.example.com']
        : holds === 'secret'
          ? ['String', await this.#secret(name, given)]
          : ['String', name === 'appFleet.runningVersion' ? (given.running ?? 'none') : `${name}.example.com`];
    await this.moto.rpc('ssm', 'AmazonSSM.PutParameter', { Name: parameter, Value, Type });
  }

  async #secret(name: string, given: Given): Promise<string> {
    const text =
      name === 'secrets.licence'
        ? (given.licence ?? licence())
        : JSON.stringify(secrets[name.replace('secrets.', '') as keyof typeof secrets]);
    const { ARN } = await this.moto.rpc('secretsmanager', 'secretsmanager.CreateSecret', {
      Name: name,
      ...(text && { SecretString: text }),
    });
    return ARN as string;
  }

  async parameter(name: string): Promise<string> {
    const found = await this.moto.rpc('ssm', 'AmazonSSM.GetParameter', { Name: name });
    return (found.Parameter as { readonly Value: string }).Value;
  }
}

const tag = (n: number, Key: string, Value: string) => ({
  [`Tags.member.${n}.Key`]: Key,
  [`Tags.member.${n}.Value`]: Value,
  [`Tags.member.${n}.PropagateAtLaunch`]: 'true',
});

import { cloudConfig, userData } from '../../../constructs/boot/user-data';
import { appNodeFiles } from '../../../constructs/boot/app-node';
import type { AppNode } from '../../../constructs/boot/node';
import type { Binding } from '../../../constructs/spec';
import { appNode } from '../../boot/app-node';
import { licence } from '../../boot/licence';
import type { Cloud, Instance } from './cloud';
import type { Database } from './database';
import { Machine } from './machine';
import type { Moto } from './moto';
import { agentInImage, exporterInImage, tarball, type Release } from './release';

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
  /** Where the node exporter is. @default 'in the image' */
  readonly exporter?: 'to be installed' | 'in the image';
  /** More files of the image, in place of those of the same name. */
  readonly image?: Readonly<Record<string, string>>;
  /** More files of the mirror. */
  readonly mirror?: ReadonlyMap<string, Buffer>;
  readonly tarball?: Release;
  /** How many nodes come up at the same time. @default 1 */
  readonly nodes?: number;
  /** Size of the disk of a node. @default - more than a node needs */
  readonly disk?: string;
  /** Folder of what a machine has written that starts as this one. @default - none */
  readonly baked?: string;
  /** What the database does. @default - it takes logins, and its schema is changed at once */
  readonly database?: 'is not there' | 'refuses the login' | { readonly migratesFor: number };
}

/** A node as a case wants it. */
export function nodeOf(given: Given): AppNode {
  const { sha256 } = given.tarball ?? release;
  const url = `${mirror}/mattermost-11.7.9-linux-amd64.tar.gz`;
  return { ...appNode({ mirror }), server: { version: '11.7.9', sha256, url }, ...given.node };
}

export interface Booted {
  readonly node: Machine;
  readonly instance: Instance;
}

/** Deployments, one after the other. */
export class Deployment {
  #nodes: readonly Machine[] = [];

  constructor(
    private readonly moto: Moto,
    readonly cloud: Cloud,
    readonly database: Database,
    private readonly image: Readonly<Record<string, string>>,
  ) {}

  /** What the nodes said, for a case that failed. */
  get lastWords(): string {
    return this.#nodes.map((node) => node.lastWords).join('\n====\n');
  }

  stop(): void {
    for (const node of this.#nodes) node.stop();
  }

  /** New nodes in a new deployment; those before them are gone. */
  async boot(given: Given): Promise<readonly [Booted, ...Booted[]]> {
    const { cloud, moto } = this;
    const count = given.nodes ?? 1;
    const node = nodeOf(given);
    await this.#account(given);
    await this.databaseIs(given.database);
    for (const [name, bytes] of given.mirror ?? []) await this.store(name, bytes);
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
      MinSize: String(count),
      MaxSize: String(count),
      'AvailabilityZones.member.1': 'us-east-1a',
      ...tag(1, 'aws:cloudformation:stack-name', 'chat'),
      ...tag(2, 'aws:cloudformation:logical-id', 'AppFleetGroup'),
    });
    const groups = await moto.query('autoscaling', { Action: 'DescribeAutoScalingGroups', Version: '2011-01-01' });
    this.stop();
    const booted = [...groups.matchAll(/<InstanceId>([^<]+)</g)].map(([, id]): Booted => {
      const instance: Instance = { id: id!, state: 'Pending:Wait' };
      const image = {
        ...this.image,
        ...(given.exporter !== 'to be installed' && exporterInImage),
        ...(given.agent === 'in the image' && agentInImage),
        ...given.image,
      };
      const machine = new Machine(userData(cloudConfig(appNodeFiles(node))), image, given.disk, given.baked);
      cloud.instances.set(machine.address, instance);
      return { node: machine, instance };
    });
    this.#nodes = booted.map((each) => each.node);
    return booted as [Booted, ...Booted[]];
  }

  /** A machine in no group, in an account without late values. */
  async builder(program: string, files: Readonly<Record<string, string>>): Promise<Machine> {
    await this.#account({});
    this.stop();
    const machine = new Machine(userData(cloudConfig([], [program])), {
      ...this.image,
      ...exporterInImage,
      ...files,
    });
    this.#nodes = [machine];
    return machine;
  }

  /** An account with nothing but a mirror. */
  async #account(given: Given): Promise<void> {
    const { cloud, moto } = this;
    await moto.reset();
    cloud.calls.length = 0;
    cloud.instances.clear();
    cloud.ranges = true;
    await moto.store('mirror', {
      'mattermost/mattermost-11.7.9-linux-amd64.tar.gz': (given.tarball ?? release).bytes,
      'mattermost/global-bundle.pem': cloud.web.get(bundle)!,
      'mattermost/amazon-cloudwatch-agent.deb': cloud.web.get(agent)!,
    });
  }

  /** What the database does from now on. */
  async databaseIs(given: Given['database']): Promise<void> {
    if (given === 'is not there') return this.database.close();
    const migratesFor = typeof given === 'object' ? given.migratesFor : 0;
    return this.database.open(given === 'refuses the login' ? 'another password' : password, migratesFor);
  }

  /** Puts a file into the mirror. */
  store(name: string, bytes: Buffer): Promise<void> {
    return this.moto.store('mirror', { [`mattermost/${name}`]: bytes });
  }

  async licenceIs(SecretString: string): Promise<void> {
    const asked = { SecretId: 'secrets.licence', SecretString };
    await this.moto.rpc('secretsmanager', 'secretsmanager.PutSecretValue', asked);
  }

  /** Makes a late value, or another one. */
  bind(name: string, given: Given = {}): Promise<void> {
    return this.#bind(
      appNode({ mirror }).bindings.find((binding) => binding.name === name)!,
      given,
    );
  }

  async #bind({ name, parameter, holds }: Binding, given: Given): Promise<void> {
    const [Type, Value] =
      holds === 'list'
        ? ['StringList', 'reader-1.example.com,reader-2.example.com']
        : holds === 'secret'
          ? ['String', await this.#secret(name, given)]
          : ['String', name === 'appFleet.runningVersion' ? (given.running ?? 'none') : `${name}.example.com`];
    await this.moto.rpc('ssm', 'AmazonSSM.PutParameter', { Name: parameter, Value, Type, Overwrite: true });
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

/** How a node installs, and what the distribution's packages call things. */
export interface System {
  /** As people write it. */
  readonly title: string;
  /**
   * Whether first boots by its files are run: by the programs of a Debian, its nearest relative on a machine that tests. The
   * files of the others are judged as text.
   */
  readonly run: boolean;
  /** Name of the image's own disk. */
  readonly rootDevice: '/dev/sda1' | '/dev/xvda';
  /** Where Canonical or AWS names an image for ever; without it an image is given by its id. */
  readonly serials: boolean;
  readonly format: 'deb' | 'rpm';
  /** ID and VERSION_ID in its /etc/os-release, as a pattern of a shell. */
  readonly release: string;
  /** Folder of the CloudWatch agent's package in AWS's own bucket. */
  readonly agentFolder: string;
  /** As whom the package of NGINX lets it run. */
  readonly webUser: 'www-data' | 'nginx';
  /** Package and unit of the node exporter. @default - the distribution has none */
  readonly nodeExporter?: string;
  /** Unit of the agent of Session Manager, where the image has it. */
  readonly sessionAgent: string;
  /** As whom the image lets somebody with a key in. */
  readonly login: 'ubuntu' | 'ec2-user';
  /** Whether the package of HAProxy brings what belongs to it: its folder in /run, a rule and a rotation for its log. */
  readonly haproxyPackage: 'complete' | 'bare';
  /** What may keep programs of ours from their work, where an image has it switched on. */
  readonly guards: readonly Guard[];
}

export type Guard = 'SELinux' | 'firewalld' | 'fapolicyd';

/**
 * The operating systems of a node. Sources: folders of the agent, the user guide of CloudWatch, "Download the CloudWatch
 * agent package"; users and units, the packages of each distribution; devices, the user guide of EC2, "Device names".
 */
export const systems = {
  'ubuntu-24.04': {
    title: 'Ubuntu 24.04',
    run: true,
    rootDevice: '/dev/sda1',
    serials: true,
    format: 'deb',
    release: 'ubuntu:24.04',
    agentFolder: 'ubuntu/amd64/latest',
    webUser: 'www-data',
    nodeExporter: 'prometheus-node-exporter',
    sessionAgent: 'snap.amazon-ssm-agent.amazon-ssm-agent',
    login: 'ubuntu',
    haproxyPackage: 'complete',
    guards: [],
  },
  'amazon-linux-2023': {
    title: 'Amazon Linux 2023',
    run: false,
    rootDevice: '/dev/xvda',
    serials: false,
    format: 'rpm',
    release: 'amzn:2023',
    agentFolder: 'amazon_linux/amd64/latest',
    webUser: 'nginx',
    sessionAgent: 'amazon-ssm-agent',
    login: 'ec2-user',
    haproxyPackage: 'bare',
    guards: [],
  },
  'rhel-9': {
    title: 'Red Hat Enterprise Linux 9',
    run: false,
    rootDevice: '/dev/sda1',
    serials: false,
    format: 'rpm',
    release: 'rhel:9.*',
    agentFolder: 'redhat/amd64/latest',
    webUser: 'nginx',
    sessionAgent: 'amazon-ssm-agent',
    login: 'ec2-user',
    haproxyPackage: 'bare',
    guards: ['SELinux', 'firewalld', 'fapolicyd'],
  },
} as const satisfies Readonly<Record<string, System>>;

export type SystemName = keyof typeof systems;

/** Properties of a system; those that it lacks are absent. */
export const systemOf = (name: SystemName): System => systems[name];

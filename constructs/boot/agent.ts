import { late, type Binding } from '../spec';
import { modules } from './aws-client';
import { textPlan, type TextPlan } from './compose';
import { agentPackage } from './mirror';
import { nodeMetrics, type BootFile, type Node } from './node';
import { bootLog } from './node-runtime';

/** What the agent does, in its own configuration language. The log group is a late value: it is filled in on the node. */
export interface AgentConfig {
  readonly agent: { readonly metrics_collection_interval: number; readonly run_as_user: 'root' };
  readonly metrics: {
    readonly namespace: string;
    readonly append_dimensions: Readonly<Record<string, string>>;
    readonly aggregation_dimensions: readonly (readonly string[])[];
    readonly metrics_collected: {
      readonly mem: { readonly measurement: readonly string[] };
      readonly disk: { readonly measurement: readonly string[]; readonly resources: readonly string[] };
      readonly ethtool: { readonly interface_include: readonly string[]; readonly metrics_include: readonly string[] };
    };
  };
  readonly logs: {
    readonly logs_collected: {
      readonly files: {
        readonly collect_list: readonly { readonly file_path: string; readonly log_stream_name: string }[];
      };
    };
  };
}

/**
 * Configuration of the Amazon CloudWatch agent: memory, disk and what the network of the instance refuses, which EC2 itself
 * does not report, and the logs of the node.
 * @param logs paths by the name of their stream, beside the log of the boot; a stream is named after its node
 */
export const agentConfig = (logs: Readonly<Record<string, string>>): AgentConfig => ({
  agent: { metrics_collection_interval: 60, run_as_user: 'root' },
  metrics: {
    namespace: nodeMetrics,
    append_dimensions: { AutoScalingGroupName: '${aws:AutoScalingGroupName}', InstanceId: '${aws:InstanceId}' },
    aggregation_dimensions: [['AutoScalingGroupName']],
    metrics_collected: {
      mem: { measurement: ['mem_used_percent'] },
      disk: { measurement: ['disk_used_percent'], resources: ['/'] },
      // Cumulative since the driver was loaded: the agent makes differences for `net` and `diskio` only.
      ethtool: {
        interface_include: ['*'],
        metrics_include: [
          'bw_in_allowance_exceeded',
          'bw_out_allowance_exceeded',
          'pps_allowance_exceeded',
          'conntrack_allowance_exceeded',
        ],
      },
    },
  },
  logs: {
    logs_collected: {
      files: {
        collect_list: Object.entries({ boot: bootLog, ...logs }).map(([name, path]) => ({
          file_path: path,
          log_stream_name: `{instance_id}/${name}`,
        })),
      },
    },
  },
});

/** A metric as CloudWatch knows it. */
export interface SentMetric {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: readonly string[];
}

/**
 * What is known of a whole group: the agent's metrics by its aggregation, and those that a node sends by `metric()`.
 * @param own names of the latter
 */
export function sentMetrics({ metrics }: AgentConfig, own: readonly string[]): SentMetric[] {
  const { mem, disk, ethtool } = metrics.metrics_collected;
  const collected = [
    ...mem.measurement,
    ...disk.measurement,
    // The agent puts the prefix before these names, and leaves the others as they are.
    ...ethtool.metrics_include.map((name) => `ethtool_${name}`),
  ];
  const { namespace } = metrics;
  return [
    ...metrics.aggregation_dimensions.flatMap((dimensions) =>
      collected.map((metric) => ({ namespace, metric, dimensions })),
    ),
    ...own.map((metric) => ({ namespace, metric, dimensions: ['AutoScalingGroupName'] })),
  ];
}

const configPath = '/etc/mattermost/agent.json';

/**
 * `agent.py`: installs the agent from AWS's own bucket of the region, or from a mirror, and starts it.
 *
 * The bucket holds the latest package only, so that no checksum can be known here. TLS says that it comes from that bucket,
 * and the package manager refuses what is no intact package. AWS signs it too, with a key that lies beside it: that would
 * say more only with the key's fingerprint in here, and then keep every new node from starting on the day that AWS changes
 * its key. A mirror pins the package. Source of `common-config.toml`: the user guide of CloudWatch, "Installing the
 * CloudWatch agent".
 */
const agent = ({
  name,
  regional,
}: ReturnType<typeof agentPackage>): string => String.raw`"""The CloudWatch agent: logs and metrics of this node."""
import json
import os

import aws
import compose
import node
import packages

HOME = '/opt/aws/amazon-cloudwatch-agent'
CONTROL = HOME + '/bin/amazon-cloudwatch-agent-ctl'
NAME = '${name}'
ORIGIN = '${regional}'


def origin():
    if 'mirror' in node.CONFIG:
        return node.CONFIG['mirror'] + '/' + NAME
    return ORIGIN.format(region=aws.region(), domain=aws.domain())


def install():
    """Installs the agent where it is not there yet."""
    if not os.path.exists(CONTROL):
        path = '/var/tmp/' + NAME
        aws.download(origin(), path)
        try:
            packages.install_file(path)
        finally:
            os.remove(path)


def start():
    """Gives the agent its configuration."""
    with open('${configPath}') as file:
        config = json.load(file)
    group = compose.compose(node.CONFIG['agent'])['logGroup']
    for log in config['logs']['logs_collected']['files']['collect_list']:
        log['log_group_name'] = group
    path = HOME + '/etc/mattermost.json'
    with open(path, 'w') as file:
        json.dump(config, file, indent=2)
    if node.OUTBOUND:
        with open(HOME + '/etc/common-config.toml', 'w') as file:
            file.write('[proxy]\n' + ''.join('%s = "%s"\n' % pair for pair in node.OUTBOUND.items()))
    node.run(CONTROL, '-a', 'fetch-config', '-m', 'ec2', '-s', '-c', 'file:' + path, seconds=120)
`;

/** The agent's configuration and the program that installs it. */
export const agentFiles = (config: AgentConfig, node: Pick<Node, 'system'>): readonly BootFile[] => [
  { path: configPath, mode: '0644', text: `${JSON.stringify(config, undefined, 2)}\n` },
  { path: `${modules}/agent.py`, mode: '0644', text: agent(agentPackage(node.system)) },
];

/** What `agent.py` finds as `node.CONFIG['agent']`. */
export const agentPlan = (bindings: readonly Binding[]): TextPlan =>
  textPlan({ logGroup: late`${{ binding: 'observability.logs' }}` }, bindings);

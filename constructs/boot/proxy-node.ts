import { agentConfig, agentFiles, agentPlan, sentMetrics, type SentMetric } from './agent';
import { awsFile, modules } from './aws-client';
import { composeFile } from './compose';
import { guardSteps } from './guards';
import { haproxyFiles } from './haproxy';
import { haproxyLog, proxyPackages, restOf } from './haproxy-package';
import { kernelFiles } from './kernel';
import { bootLogRotation } from './logs';
import { membersFile } from './members';
import { nginxFiles, nginxLogs } from './nginx';
import { exporterSteps } from './exporter';
import type { BootFile, BootStep, ProxyNode } from './node';
import { factsFile, nodeFile } from './node-runtime';
import { packageFiles } from './packages';
import { proxyFile } from './proxy-runtime';
import { proxyMetrics, proxyWatchFiles } from './proxy-watch';
import { sessionSteps } from './session';
import { bakedOf, filesOf, importsOf, rowsOf } from './steps';
import type { SystemName } from './system';

/**
 * `mattermost-boot` of a proxy. It is ready when NGINX and HAProxy answer: of a new deployment it may come up before the
 * first app node, and the load balancer asks by itself whether it reaches one.
 *
 * Nothing of the distribution's packages starts before its configuration has been judged, and what serves already is not
 * started again.
 */
const boot = (
  system: SystemName,
  before: readonly BootStep[],
  after: readonly BootStep[],
): string => String.raw`#!/usr/bin/python3
"""First boot of a proxy. Another run does no harm."""
import sys
import time

sys.path.insert(0, '${modules}')
import agent
import kernel
import node
import packages
import proxy
${importsOf([...before, ...after])}
def install():
    """NGINX and HAProxy of the distribution. Their configuration is there already, and stays."""
    packages.install(${proxyPackages(system)
      .map((name) => `'${name}'`)
      .join(', ')})


def configuration():
    node.run('nginx', '-t')
    node.run('haproxy', '-c', '-f', '/etc/haproxy/haproxy.cfg')


def start():
    node.run('systemctl', 'daemon-reload')
    node.run('systemctl', 'restart', 'logrotate.timer')
    # It learns of HAProxy's log only when it starts, and nothing was allowed to start it.
${restOf(system)
  .rsyslog.map((verb) => `    node.run('systemctl', '${verb}', 'rsyslog')\n`)
  .join('')}    node.run('systemctl', 'enable', '--now', 'haproxy', 'nginx')


def ready():
    for _ in range(30):
        if proxy.healthy():
            return
        time.sleep(1)
    raise RuntimeError('NGINX and HAProxy run and do not answer: journalctl -u nginx -u haproxy says why')


def watch():
    node.run('systemctl', 'enable', '--now', 'mattermost-watch')


node.boot((
    ('kernel', kernel.tune),
    ('agent package', agent.install),
    ('agent', agent.start),
    ('packages', install),
${rowsOf(before)}    ('configuration', configuration),
    ('start', start),
    ('ready', ready),
${rowsOf(after)}    ('watch', watch),
), baked=('agent package', 'packages'${bakedOf([...before, ...after])}))
`;

const config = agentConfig({ nginx: nginxLogs.access, 'nginx-errors': nginxLogs.error, haproxy: haproxyLog });

/** What CloudWatch hears of the proxies. */
export const proxyNodeMetrics: readonly SentMetric[] = sentMetrics(config, Object.values(proxyMetrics));

/**
 * What a proxy finds at its first boot: configurations, programs, and the unit of what runs afterwards.
 * @throws Error where the plan binds no log group
 */
export const proxyNodeFiles = (node: ProxyNode): BootFile[] => {
  const before = [...sessionSteps(node), ...guardSteps(node, 'proxy')];
  const after = exporterSteps(node);
  return [
    factsFile(node, 'proxy', { agent: agentPlan(node.bindings) }),
    awsFile,
    nodeFile,
    composeFile,
    ...kernelFiles,
    ...packageFiles(node),
    ...agentFiles(config, node),
    bootLogRotation,
    ...nginxFiles(node),
    ...haproxyFiles(node),
    proxyFile,
    membersFile,
    ...proxyWatchFiles,
    ...filesOf([...before, ...after]),
    { path: '/usr/local/bin/mattermost-boot', mode: '0755', text: boot(node.system, before, after) },
  ];
};

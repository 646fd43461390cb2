import { agentConfig, agentFiles, agentPlan, sentMetrics, type SentMetric } from './agent';
import { awsFile, modules } from './aws-client';
import { composeFile } from './compose';
import { haproxyFiles, haproxyLog } from './haproxy';
import { kernelFiles } from './kernel';
import { membersFile } from './members';
import { nginxFiles, nginxLogs } from './nginx';
import type { BootFile, ProxyNode } from './node';
import { factsFile, nodeFile } from './node-runtime';
import { proxyFile } from './proxy-runtime';
import { proxyMetrics, proxyWatchFiles } from './proxy-watch';

/**
 * `mattermost-boot` of a proxy. It is ready when NGINX and HAProxy answer: of a new deployment it may come up before the
 * first app node, and the load balancer asks by itself whether it reaches one.
 *
 * Nothing of the distribution's packages starts before its configuration has been judged, and what serves already is not
 * started again.
 */
const boot = String.raw`#!/usr/bin/python3
"""First boot of a proxy. Another run does no harm."""
import os
import subprocess
import sys
import time

sys.path.insert(0, '${modules}')
import agent
import kernel
import node
import proxy

# What Debian's packages ask before they start a service; 101 forbids it.
POLICY = '/usr/sbin/policy-rc.d'
# Our choice: four attempts within two minutes; a mirror of the distribution that is down for longer fails the boot.
PAUSES = (10, 30, 60, None)


def packages():
    """NGINX and HAProxy of the distribution. Their configuration is there already, and stays."""
    with open(POLICY, 'w') as file:
        file.write('#!/bin/sh\nexit 101\n')
    os.chmod(POLICY, 0o755)
    try:
        for pause in PAUSES:
            try:
                apt('update', '-o', 'APT::Update::Error-Mode=any')
                return apt('install', '-y', '-o', 'Dpkg::Options::=--force-confold', 'nginx', 'haproxy')
            except (RuntimeError, subprocess.TimeoutExpired) as error:
                if pause is None:
                    raise
                node.log('again in %d s: %s' % (pause, error))
            time.sleep(pause)
    finally:
        os.remove(POLICY)


def apt(*arguments):
    # It waits where dpkg would fail: a new instance looks for updates.
    node.run('apt-get', '-qq', '-o', 'DPkg::Lock::Timeout=120', *arguments, seconds=180)


def configuration():
    node.run('nginx', '-t')
    node.run('haproxy', '-c', '-f', '/etc/haproxy/haproxy.cfg')


def start():
    node.run('systemctl', 'daemon-reload')
    node.run('systemctl', 'restart', 'logrotate.timer')
    # It learns of HAProxy's log only when it starts, and nothing was allowed to start it.
    node.run('systemctl', 'try-restart', 'rsyslog')
    node.run('systemctl', 'enable', '--now', 'haproxy', 'nginx')


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
    ('agent', lambda: agent.start(node.CONFIG.get('mirror'))),
    ('packages', packages),
    ('configuration', configuration),
    ('start', start),
    ('ready', ready),
    ('watch', watch),
))
`;

const config = agentConfig({ nginx: nginxLogs.access, 'nginx-errors': nginxLogs.error, haproxy: haproxyLog });

/** What CloudWatch hears of the proxies. */
export const proxyNodeMetrics: readonly SentMetric[] = sentMetrics(config, Object.values(proxyMetrics));

/**
 * What a proxy finds at its first boot: configurations, programs, and the unit of what runs afterwards.
 * @throws Error where the plan binds no log group
 */
export const proxyNodeFiles = (node: ProxyNode): BootFile[] => [
  factsFile(node, { agent: agentPlan(node.bindings), ...(node.mirror && { mirror: node.mirror }) }),
  awsFile,
  nodeFile,
  composeFile,
  ...kernelFiles,
  ...agentFiles(config),
  ...nginxFiles(node),
  ...haproxyFiles(node),
  proxyFile,
  membersFile,
  ...proxyWatchFiles,
  { path: '/usr/local/bin/mattermost-boot', mode: '0755', text: boot },
];

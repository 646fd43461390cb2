import { ports } from '../spec';
import { modules } from './aws-client';
import { backend, frontend, loginBackend } from './haproxy';
import { watchUnit } from './hardening';
import type { BootFile } from './node';

/** Metrics of a proxy, in the namespace of all nodes: each a count, sent once a minute. */
export const proxyMetrics = {
  /** Answers of the last minute with a status of 5xx, of the app nodes and of HAProxy for them. */
  failures: 'proxy_5xx_count',
  /** App nodes that take new requests. */
  members: 'proxy_members_up',
  /** NGINX processes that a reload has left behind with the WebSockets that they still carry. */
  oldWorkers: 'nginx_old_workers',
  /** Password logins of the last minute that the proxy refused: they waited too long, too many waited, or no node was there. */
  refusedLogins: 'proxy_logins_refused',
  /** Password logins that wait for their turn. */
  waitingLogins: 'proxy_logins_waiting',
} as const;

/**
 * `mattermost-watch` of a proxy. Each duty has a thread of its own, so that an AWS that does not answer stops nothing else.
 *
 * - The members: asked for every 5 s, compared with HAProxy five times a second, which puts them back at once after a restart of HAProxy.
 *   Where AWS does not answer, or knows nobody in service, the last list stays: the checks of HAProxy judge who lives.
 * - The node itself: after three failed checks in a row, 40 to 60 s, the group replaces it. 503 is a healthy proxy without app
 *   nodes: replacing that would not help.
 * - The end: the load balancer sends nothing new to a node that the group takes away. The node waits for its connections,
 *   but not for WebSockets that never end, then lets NGINX answer what is under way, and completes the hook.
 */
const watch = String.raw`#!/usr/bin/python3
"""Watches a proxy: its members, its health, its metrics, and its end."""
import pathlib
import sys
import threading
import time

sys.path.insert(0, '${modules}')
import members
import node
import proxy
from aws import imds

# Our choice: 30 s, which the load balancer's own delay before this comes on top of.
SETTLE = 30
wanted = set()
missed = 0
counted = {}
terminated = threading.Event()


def ask():
    global wanted
    found = members.in_service(node.CONFIG['id'] + '/appFleet')
    if not found:
        raise LookupError('no app node is in service: the last list stays')
    wanted = found


def fill():
    # Before the first answer HAProxy keeps what it has: this program may have been restarted.
    if wanted:
        members.fill(wanted)


def check():
    global missed
    if terminated.is_set():
        return
    missed = 0 if proxy.healthy() else missed + 1
    if missed == 3:
        missed = 0
        node.unhealthy()


def report():
    rows = proxy.statistics()
    backend, logins = rows['${backend}/BACKEND'], rows.get('${loginBackend}/BACKEND')
    failures = int(backend['hrsp_5xx'])
    if logins:
        failures += int(logins['hrsp_5xx'])
        # Those that waited in vain, and those that were refused as they came: nothing else is denied.
        grown('${proxyMetrics.refusedLogins}', int(logins['econ']) + int(rows['${frontend}/FRONTEND']['dreq']))
        node.metric('${proxyMetrics.waitingLogins}', int(logins['qcur']), 'Count')
    grown('${proxyMetrics.failures}', failures)
    node.metric('${proxyMetrics.members}', int(backend['act']), 'Count')
    node.metric('${proxyMetrics.oldWorkers}', old_workers(), 'Count')


def grown(name, total):
    before, counted[name] = counted.get(name), total
    if before is not None:
        # A HAProxy that was restarted counts from 0 again.
        node.metric(name, total - before if total >= before else total, 'Count')


def old_workers():
    titles = []
    for process in pathlib.Path('/proc').glob('[0-9]*/cmdline'):
        try:
            titles.append(process.read_bytes())
        except OSError:
            pass
    return sum(title.startswith(b'nginx: worker process is shutting down') for title in titles)


def lifecycle():
    if imds('autoscaling/target-lifecycle-state') == 'Terminated':
        terminated.set()


def clients():
    with open('/proc/net/tcp') as table:
        rows = [line.split() for line in table]
    established, port = '01', ':%04X' % ${ports.http.port}
    return sum(row[1].endswith(port) and row[3] == established for row in rows)


def drain():
    node.log('draining')
    # Our choice: 30 s of the time belong to the end of NGINX, at most 10 by its unit, and to the call.
    end = time.monotonic() + node.CONFIG['drainSeconds'] - 30
    # The load balancer may still open connections to a node that it has let go of.
    time.sleep(SETTLE)
    while clients() and time.monotonic() < end:
        time.sleep(2)
    node.log('stopping NGINX with %d connections' % clients())
    try:
        node.run('systemctl', 'stop', 'nginx', seconds=20)
    except Exception as error:
        node.log('drain: %s' % error)
    node.complete('terminate', 'CONTINUE')


# Our choice: a new node is used after 5 s of the 30 that it may take, a restarted HAProxy is empty for 0.2 s, a proxy that is
# lost is told after three checks of 20 s, and a node that is to end has the rest of its time from 5 s on.
for seconds, step in ((5, ask), (0.2, fill), (20, check), (5, lifecycle), (60, report)):
    node.every(seconds, step)
terminated.wait()
drain()
`;

const unit = watchUnit({
  description: 'Watches the members and the health of this proxy',
  after: 'network-online.target haproxy.service nginx.service',
  // It sees the processes and the connections of the node, because it counts both.
  root: 'it commands HAProxy and stops NGINX',
  own: [],
});

export const proxyWatchFiles: readonly BootFile[] = [
  { path: '/usr/local/bin/mattermost-watch', mode: '0755', text: watch },
  { path: '/etc/systemd/system/mattermost-watch.service', mode: '0644', text: unit },
];

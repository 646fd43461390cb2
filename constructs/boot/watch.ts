import { ports } from '../spec';
import { watchUnit } from './hardening';
import { answerSeconds } from './haproxy';
import type { BootFile } from './node';

/** Metrics of the server on a node, of the last minute. Without an Enterprise licence the server has none to give. */
export const serverMetrics = {
  /** Share of API requests answered with 5xx. */
  errors: 'api_5xx_percent',
  /** Mean time of an API request. */
  time: 'api_time_mean_seconds',
} as const;

/** While this file exists the node asks the proxies to send it nothing new; an operator may make it too. */
export const drainFile = '/run/mattermost-drain';

/**
 * `mattermost-watch` of an app node. Each duty has a thread of its own, so that an AWS that does not answer stops nothing
 * else.
 *
 * - The agent of HAProxy's check asks each second whether the node takes new requests.
 * - After three failed health checks in a row, 40 to 60 s, the group replaces the node: a server that systemd starts again
 *   after 10 s is spared. One that has just been started is given the time of a launch.
 * - Each minute the server's own metrics become two of CloudWatch. The health checks of the proxies, fast and never wrong,
 *   are not counted: they would hide what people see. Labels: mattermost/server/enterprise/metrics/metrics.go.
 * - The end: when the group takes the node away it asks the proxies to leave, waits until no request can be under way, stops
 *   the server, which closes the WebSockets, and completes the hook. The server counts a request when it has answered it, and
 *   its own end waits a second for those that it has not.
 */
const watch = String.raw`#!/usr/bin/python3
"""Watches the server of this node: its health, its metrics, and its end."""
import os
import re
import socketserver
import sys
import threading
import time

sys.path.insert(0, '/usr/local/lib/mattermost')
import node
import server
from aws import imds

DRAIN = '${drainFile}'
# Our choice: the proxies ask each second and look for members each 5 s; twice that.
SETTLE = 10
# A request that is under way is answered by then, or a proxy has given it up.
ANSWER = ${answerSeconds}
SAMPLE = re.compile(r'^mattermost_api_time_(count|sum)\{(.*)\} (\S+)$', re.MULTILINE)

terminated = threading.Event()
started = time.monotonic()
ready = reported = False
failed = 0
before = None


class Agent(socketserver.BaseRequestHandler):
    def handle(self):
        self.request.sendall(b'drain\n' if os.path.exists(DRAIN) else b'up ready\n')


class Agents(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


def check():
    global failed, ready, reported
    if terminated.is_set():
        return
    if server.healthy():
        ready, reported, failed = True, False, 0
    elif ready or time.monotonic() - started > node.CONFIG['launchSeconds']:
        failed += 1
        # Once for an incident: the node is replaced, or its server comes back.
        if failed >= 3 and not reported:
            node.unhealthy()
            reported = True


def totals():
    """Requests, those answered with 5xx, and their seconds, since the server was started; None where it does not say."""
    told = server.answers(${ports.metrics.port}, '/metrics')
    if told is None:
        return None
    requests = errors = seconds = 0.0
    for kind, labels, value in SAMPLE.findall(told):
        if 'handler="getSystemPing"' in labels:
            continue
        if kind == 'sum':
            seconds += float(value)
        else:
            requests += float(value)
            errors += float(value) if 'status_code="5' in labels else 0
    return requests, errors, seconds


def report():
    global before
    now = totals()
    if now is None:
        before = None
        raise LookupError('the server gives no metrics: it needs a licence for them')
    # A server that was restarted counts from 0 again.
    last = before if before and before[0] <= now[0] else (0, 0, 0)
    requests, errors, seconds = (new - old for new, old in zip(now, last))
    first, before = before is None, now
    if not first:
        node.metric('${serverMetrics.errors}', 100 * errors / requests if requests else 0, 'Percent')
        node.metric('${serverMetrics.time}', seconds / requests if requests else 0, 'Seconds')


def lifecycle():
    if imds('autoscaling/target-lifecycle-state') == 'Terminated':
        terminated.set()


def drain():
    node.log('draining')
    open(DRAIN, 'w').close()
    # Our choice: 60 s of the time belong to the end of the server, at most 45 by its unit, and to the call.
    end = time.monotonic() + node.CONFIG['drainSeconds'] - 60
    time.sleep(SETTLE)
    counted, since = None, time.monotonic()
    while (now := time.monotonic()) < end:
        # A server that does not count its requests is given as long.
        told = totals()
        if told != counted:
            counted, since = told, now
        elif now - since >= ANSWER:
            break
        time.sleep(2)
    node.log('stopping the server')
    try:
        node.run('systemctl', 'stop', 'mattermost', seconds=50)
    except Exception as error:
        node.log('drain: %s' % error)
    node.complete('terminate', 'CONTINUE')


if __name__ == '__main__':
    agents = Agents(('', ${ports.agentCheck.port}), Agent)
    threading.Thread(target=agents.serve_forever, daemon=True).start()
    # Our choice: as the proxies; three checks of 20 s let systemd start the server again before the node is given up.
    for seconds, step in ((20, check), (5, lifecycle), (60, report)):
        node.every(seconds, step)
    terminated.wait()
    drain()
`;

const unit = watchUnit({
  description: 'Watches the Mattermost server of this node',
  after: 'network-online.target',
  root: 'it stops the server',
  own: ['ProtectProc=invisible', 'ProcSubset=pid'],
});

export const watchFiles: readonly BootFile[] = [
  { path: '/usr/local/bin/mattermost-watch', mode: '0755', text: watch },
  { path: '/etc/systemd/system/mattermost-watch.service', mode: '0644', text: unit },
];

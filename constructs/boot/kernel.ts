import { ports, type Reason } from '../spec';
import { modules } from './aws-client';
import type { BootFile } from './node';

const page = {
  page: 'administration-guide/scale/high-availability-cluster-based-deployment.rst',
} as const;
const published = (because: string): Reason => ({ provenance: 'published', because, source: page });

/** Ports on which programs listen: a connection that leaves the node takes none of them. */
const listening = Object.values(ports)
  .flat()
  .map(({ port }) => port)
  .filter((port) => port > 1_024);

type KernelRow = {
  readonly key: string;
  readonly value: string;
  /** Whether it asks for modules that a kernel may lack. @default false */
  readonly pacing?: boolean;
} & Reason;

/**
 * Kernel settings of every node.
 *
 * Left out of the vendor's list: `net.ipv4.tcp_rmem` and `tcp_wmem`, whose documented maximum of 2,500,000 bytes is below
 * the kernel's own (at least 6,291,456 and 4,194,304) and would lower both; and `vm.min_free_kbytes`, whose documented
 * 167772 is 2 % of 8 GiB: a node computes it from its own memory.
 */
export const kernelRows: readonly KernelRow[] = [
  {
    key: 'net.ipv4.ip_local_port_range',
    value: '1025 65000',
    ...published(
      'a proxy and a node with many pools have more connections to one address than the default 28,232 ports',
    ),
  },
  {
    key: 'net.ipv4.ip_local_reserved_ports',
    value: [...new Set(listening)].sort((a, b) => a - b).join(','),
    provenance: 'derived',
    because:
      'the range above holds the ports on which nodes listen; one that a connection has taken keeps a program from starting',
  },
  {
    key: 'net.ipv4.tcp_fin_timeout',
    value: '30',
    ...published('half-closed connections hold their memory for 30 s instead of 60'),
  },
  {
    key: 'net.ipv4.tcp_tw_reuse',
    value: '1',
    ...published('a port in TIME_WAIT serves a new outgoing connection; the default allows that on loopback only'),
  },
  {
    key: 'net.core.somaxconn',
    value: '4096',
    ...published('connections that wait to be accepted; the default since Linux 5.4, written down'),
  },
  {
    key: 'net.ipv4.tcp_max_syn_backlog',
    value: '8192',
    ...published('half-open connections when all clients come back at once'),
  },
  {
    key: 'net.ipv4.tcp_slow_start_after_idle',
    value: '0',
    ...published('a kept-alive connection keeps its window over a pause'),
  },
  {
    key: 'net.core.default_qdisc',
    value: 'fq',
    pacing: true,
    ...published('paces packets as BBR wants it; of use from the next start of an interface'),
  },
  {
    key: 'net.ipv4.tcp_congestion_control',
    value: 'bbr',
    pacing: true,
    ...published(
      'does not take a lost packet for a full line; refused without the module tcp_bbr, and a node that lacks it keeps what its kernel has',
    ),
  },
  {
    key: 'net.ipv4.tcp_notsent_lowat',
    value: '16384',
    ...published('bytes that wait in the kernel and not in the program: less memory for each WebSocket'),
  },
  {
    key: 'net.core.rmem_max',
    value: '16777216',
    ...published('bytes that a program may ask for as its receive buffer'),
  },
  {
    key: 'net.core.wmem_max',
    value: '16777216',
    ...published('bytes that a program may ask for as its send buffer'),
  },
];

const settings = '/etc/sysctl.d/60-mattermost.conf';
const pacing = '/etc/sysctl.d/62-mattermost-pacing.conf';

const kernel = String.raw`"""Kernel settings of this node."""
import re

import node

MEMORY = '/etc/sysctl.d/61-mattermost-memory.conf'


def tune():
    with open('/proc/meminfo') as file:
        kilobytes = int(re.search(r'MemTotal: +(\d+)', file.read())[1])
    with open(MEMORY, 'w') as file:
        file.write('vm.min_free_kbytes = %d\n' % min_free(kilobytes))
    node.run('sysctl', '--quiet', '--load', '${settings}', MEMORY)
    # Modules come in packages of their own, which an image may lack. A node serves without them.
    try:
        node.run('modprobe', 'tcp_bbr')
        node.run('sysctl', '--quiet', '--load', '${pacing}')
    except RuntimeError as error:
        node.log('the kernel keeps its own congestion control: %s' % error)


def min_free(kilobytes):
    """2 % of the memory."""
    return kilobytes * 2 // 100
`;

const textOf = (rows: readonly KernelRow[]): string => rows.map(({ key, value }) => `${key} = ${value}\n`).join('');

export const kernelFiles: readonly BootFile[] = [
  { path: settings, mode: '0644', text: textOf(kernelRows.filter((row) => !row.pacing)) },
  { path: pacing, mode: '0644', text: textOf(kernelRows.filter((row) => row.pacing)) },
  { path: '/etc/modules-load.d/mattermost.conf', mode: '0644', text: 'tcp_bbr\n' },
  { path: `${modules}/kernel.py`, mode: '0644', text: kernel },
];

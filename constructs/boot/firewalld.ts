import { ports, type Port } from '../spec';
import { modules } from './aws-client';
import type { FleetName } from './mirror';
import type { BootStep } from './node';

/** Ports on which others reach a node of a fleet. */
const open: Readonly<Record<FleetName, readonly Port[]>> = {
  appFleet: [ports.mattermost, ports.metrics, ports.agentCheck, ...ports.gossip, ports.nodeExporter],
  proxy: [ports.http, ports.redirect, ports.nodeExporter],
};

const firewalld = (fleet: FleetName): string => String.raw`"""The firewall of the operating system, where it runs."""
import node

PORTS = ${JSON.stringify(open[fleet].map(({ port, protocol }) => `${port}/${protocol}`))}


def start():
    try:
        node.run('systemctl', 'is-active', '--quiet', 'firewalld')
    except RuntimeError:
        return
    node.run('firewall-cmd', '--permanent', *('--add-port=' + port for port in PORTS))
    node.run('firewall-cmd', '--reload')
`;

/**
 * The images that Red Hat has on AWS have no firewalld; those of a company may. Source: osbuild/images,
 * pkg/distro/rhel9/ami.go.
 */
export const firewalldStep = (fleet: FleetName): BootStep => ({
  name: 'firewalld',
  module: 'firewalld',
  files: [{ path: `${modules}/firewalld.py`, mode: '0644', text: firewalld(fleet) }],
});

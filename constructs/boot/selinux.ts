import { modules } from './aws-client';
import type { FleetName } from './mirror';
import type { BootStep } from './node';
import { home } from './unit';

interface Wanted {
  /** Types of what is below a folder. */
  readonly types: Readonly<Record<`/${string}`, string>>;
  /** Switches of the policy that are on. */
  readonly switches: readonly string[];
}

/** Packages that hold `semanage`. */
export const selinuxPackages = ['policycoreutils-python-utils'] as const;

/**
 * What each fleet asks of SELinux. Source of the types of the server: deployment-guide/server/linux/deploy-rhel.rst; a
 * plugin is a program too. Source of the switches: apache.te and rhcs.te of Fedora's policy, from which Red Hat's comes.
 */
const wanted: Readonly<Record<FleetName, Wanted>> = {
  appFleet: { types: { [`${home}/bin`]: 'bin_t', [`${home}/plugins`]: 'bin_t' }, switches: [] },
  proxy: {
    // Whoever judges the configuration makes the folder of the cache, and that is not NGINX.
    types: { '/var/cache/nginx': 'httpd_cache_t' },
    // NGINX speaks to HAProxy and sets the number of its files; HAProxy speaks to app nodes and listens to NGINX.
    switches: ['httpd_can_network_connect', 'httpd_setrlimit', 'haproxy_connect_any'],
  },
};

const selinux = ({ types, switches }: Wanted): string => String.raw`"""What SELinux must allow on this node."""
import os

import node
import packages

TYPES = ${JSON.stringify(types)}
SWITCHES = ${JSON.stringify(switches)}


def start():
    if node.run('getenforce').strip() == 'Disabled':
        return node.log('SELinux is disabled')
    packages.install(${selinuxPackages.map((name) => `'${name}'`).join(', ')})
    for folder, kind in TYPES.items():
        # A rule that is there already, of the policy or of an earlier run, is not to be added.
        if ':%s:' % kind not in node.run('matchpathcon', '-n', folder):
            node.run('semanage', 'fcontext', '--add', '--type', kind, folder + '(/.*)?')
        os.makedirs(folder, exist_ok=True)
        node.run('restorecon', '-R', folder)
    for switch in SWITCHES:
        if not node.run('getsebool', switch).strip().endswith('on'):
            node.run('setsebool', '-P', switch, 'on')
`;

/** Before a program starts under SELinux. */
export const selinuxStep = (fleet: FleetName): BootStep => ({
  name: 'SELinux',
  module: 'selinux',
  baked: true,
  files: [{ path: `${modules}/selinux.py`, mode: '0644', text: selinux(wanted[fleet]) }],
});

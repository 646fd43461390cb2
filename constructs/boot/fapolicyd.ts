import { modules } from './aws-client';
import type { BootStep } from './node';
import { home } from './unit';

/**
 * `80-mattermost.rules` as the vendor's page has it (deployment-guide/server/linux/deploy-rhel.rst), without its line for
 * sudo, by which nothing is started here.
 */
const rules = `allow perm=execute exe=${home}/bin/mattermost : dir=${home}/ all trust=0
allow perm=execute exe=/usr/lib/systemd/systemd trust=1 : dir=${home}/ all trust=0
`;

const fapolicyd = String.raw`"""What fapolicyd must let run, where it is installed."""
import os

import node

RULES = '''${rules}'''


def start():
    if not os.path.exists('/usr/sbin/fagenrules'):
        return
    with open('/etc/fapolicyd/rules.d/80-mattermost.rules', 'w') as file:
        file.write(RULES)
    node.run('fagenrules', '--load')
    node.run('systemctl', 'try-restart', 'fapolicyd')
`;

/**
 * Lets the server and its plugins run. Programs of a node are none of a package either: an image in which fapolicyd runs has
 * to trust them before they can write this.
 */
export const fapolicydStep: BootStep = {
  name: 'fapolicyd',
  module: 'fapolicyd',
  files: [{ path: `${modules}/fapolicyd.py`, mode: '0644', text: fapolicyd }],
};

import { modules } from './aws-client';
import type { BootStep, Node } from './node';
import { systemOf } from './system';

/**
 * `session.py`: the agent of Session Manager runs before the boot does, and has to be told of a forward proxy. Our choice: a
 * node without that agent serves as well. Source of the drop-in: the user guide of Systems Manager, "Configure SSM Agent to
 * use a proxy on Linux nodes".
 */
const session = (unit: string): string => String.raw`"""The agent of Session Manager and the forward proxy."""
import node


def start():
    node.run('systemctl', 'daemon-reload')
    # A pattern may match nothing.
    node.run('systemctl', 'try-restart', '${unit}*')
`;

/** How the agent of Session Manager gets out; nothing where the way out is not a forward proxy. */
export const sessionSteps = ({ system, egress }: Pick<Node, 'system' | 'egress'>): readonly BootStep[] => {
  const unit = `${systemOf(system).sessionAgent}.service`;
  return egress.startsWith('http')
    ? [
        {
          name: 'session agent',
          module: 'session',
          files: [
            {
              path: `/etc/systemd/system/${unit}.d/proxy.conf`,
              mode: '0644',
              text: `[Service]\nEnvironment=http_proxy=${egress} https_proxy=${egress} no_proxy=169.254.169.254\n`,
            },
            { path: `${modules}/session.py`, mode: '0644', text: session(unit) },
          ],
        },
      ]
    : [];
};

import { ports } from '../spec';
import { modules } from './aws-client';
import type { BootFile, BootStep, Node } from './node';
import { systemOf } from './system';

/**
 * `exporter.py`: the node exporter of Prometheus, on the port that a load test scrapes. A node serves without it as well as
 * with it, so that a distribution that does not answer keeps none from joining.
 */
const exporter = (name: string): string => String.raw`"""The node exporter: what a load test reads of this node."""
import node
import packages


def start():
    try:
        # Once: a node that serves is not kept waiting.
        packages.install('${name}', pauses=(None,))
        node.run('systemctl', 'enable', '--now', '${name}')
    except Exception as error:
        node.log('no node exporter: %s' % error)
`;

/** Where the exporter listens. Debian's package reads the file; its default listens on every address. */
const settings = (name: string): BootFile => ({
  path: `/etc/default/${name}`,
  mode: '0644',
  text: `ARGS="--web.listen-address=:${ports.nodeExporter.port}"\n`,
});

/** How a node comes to its exporter, nothing where the distribution has no package of it. */
export const exporterSteps = ({ system }: Pick<Node, 'system'>): readonly BootStep[] => {
  const name = systemOf(system).nodeExporter;
  return name
    ? [
        {
          name: 'node exporter',
          module: 'exporter',
          baked: true,
          files: [settings(name), { path: `${modules}/exporter.py`, mode: '0644', text: exporter(name) }],
        },
      ]
    : [];
};

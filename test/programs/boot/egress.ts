import { strict as assert } from 'node:assert';
import { script } from '../../../bin/commands/mirror/script';
import { mirrorFiles } from '../../../constructs/boot';
import { endpointServiceNames } from '../../../constructs/spec';
import { appNode } from '../../boot/app-node';
import { distributionOf, exporterPackages } from '../../boot/distribution';
import { fill } from '../../boot/fill';
import { mirror, release, type Deployment, type Given } from './deployment';
import { ForwardProxy } from './forward-proxy';
import type { Machine } from './machine';
import { Names } from './names';
import { joined, results, serves, type Proof } from './proof';

const { system, server: vendors } = appNode();
const distribution = distributionOf(exporterPackages);
const host = (name: string): string => `${name}.us-east-1.amazonaws.com`;
const isS3 = (name: string): boolean => name.endsWith(`.${host('s3')}`);
const inTheNetwork = 'database.writer.example.com';

const way = 'http://proxy.example.com:3128';
const session = 'snap.amazon-ssm-agent.amazon-ssm-agent';
/** Where a distribution is asked, and an agent of Session Manager that runs before the boot does. */
const proxied = {
  '/etc/apt/apt.conf.d/zz-test': 'Dir::Etc::SourceList "/etc/apt/test.list";\nDir::Etc::SourceParts "-";\n',
  '/etc/apt/test.list': 'deb [trusted=yes] http://deb.example.com/debian ./\n',
  '/etc/systemd/system/first-boot.service.d/session.conf': `[Unit]\nWants=${session}.service\nAfter=${session}.service\n`,
  [`/etc/systemd/system/${session}.service`]: `[Unit]
DefaultDependencies=no
[Service]
ExecStart=/bin/sh -c 'echo $\${https_proxy:-directly} >>/var/log/session; exec sleep infinity'
`,
};

/** Nodes that are not let out, and nodes that are let out through a forward proxy only. */
export function egress(deployment: Deployment): readonly Proof[] {
  const { cloud } = deployment;

  /** A node that knows no name by itself joins with its exporter; gives the names that it asked for. */
  const joins = async (given: Given, known: (name: string) => boolean): Promise<[Machine, readonly string[]]> => {
    const names = new Names(known);
    try {
      const byName = { '/etc/hosts': '127.0.0.1 localhost\n', '/etc/resolv.conf': 'nameserver 169.254.169.254\n' };
      const image = { ...byName, ...given.image };
      const [{ node }] = await deployment.boot({ ...given, image, exporter: 'to be installed' });
      await joined(node, 80);
      assert.deepEqual(results(deployment), ['launch CONTINUE']);
      await serves(node);
      assert.equal(await node.run('systemctl', 'is-active', 'prometheus-node-exporter'), 'active\n');
      assert.equal(await node.run('dpkg-query', '-W', '-f', '${Version}', 'node-exporter-library'), '1:2');
      return [node, names.askedBy(node.address)];
    } finally {
      names.close();
    }
  };

  return [
    [
      'a node that is not let out installs what fill-mirror.sh has put into the bucket, and asks nobody but S3 and AWS',
      async () => {
        const server = { ...vendors, sha256: release.sha256, url: `${mirror}/mattermost-11.7.9-linux-amd64.tar.gz` };
        const files = mirrorFiles({ server, mirror, system, egress: 'none', fleets: ['appFleet'] });
        const bundles = files.filter(({ from }) => typeof from !== 'string');
        const { bucket, code, said } = await fill(script(bundles, { mirror, system }), { distribution });
        assert.deepEqual([code, [...bucket.keys()]], [0, ['appFleet-packages.tar']], said);

        const known = [...endpointServiceNames.map(host), host('mirror.s3'), inTheNetwork];
        const node = { ...appNode({ mirror, egress: 'none', exposure: 'private' }), server };
        const [, asked] = await joins({ node, mirror: bucket }, (name) => known.includes(name));
        const outside = asked.filter((name) => !known.includes(name));
        assert.deepEqual(outside, []);
        assert.ok(asked.includes(host('mirror.s3')));
        const got = cloud.calls.flatMap(
          ({ action }) => /^GET mirror\.s3\S+\/mattermost\/(.*)$/.exec(action)?.[1] ?? [],
        );
        assert.deepEqual([...new Set(got)].sort(), files.map(({ name }) => name).sort());
      },
    ],
    [
      'a node whose way out is a forward proxy sends everything there but S3 and what answers in its network',
      async () => {
        const web = [...distribution].map(([name, bytes]) => [`deb.example.com/debian/./${name}`, bytes] as const);
        const proxy = new ForwardProxy(3128, new Map(web));
        cloud.web.set(vendors.url.replace('https://', ''), release.bytes);
        const server = { ...vendors, sha256: release.sha256 };
        const given: Given = { node: { ...appNode({ egress: way }), mirror: undefined, server }, image: proxied };
        const known = (name: string) => isS3(name) || ['proxy.example.com', inTheNetwork].includes(name);
        const [node, asked] = await joins(given, known).finally(() => proxy.close());

        const past = asked.filter((name) => !known(name));
        assert.deepEqual(past, [], 'asked for past the proxy');
        assert.ok(asked.some(isS3), 'S3 was not asked');
        assert.deepEqual([...proxy.hosts].filter(isS3), []);
        const expected = [
          ...['ssm', 'secretsmanager', 'autoscaling', 'cloudformation'].map(host),
          ...['releases.mattermost.com', 'truststore.pki.rds.amazonaws.com', 'deb.example.com'],
        ];
        const missing = expected.filter((name) => !proxy.hosts.has(name));
        assert.deepEqual(missing, [], 'not asked through the proxy');

        const inside = 'localhost,127.0.0.1,169.254.169.254,s3.us-east-1.amazonaws.com,es.amazonaws.com';
        const told = { http_proxy: way, https_proxy: way, no_proxy: inside };
        const [environment] = node.records<Record<string, string>>('started.jsonl');
        assert.deepEqual(Object.fromEntries(Object.keys(told).map((name) => [name, environment![name]])), told);
        const lines = Object.entries(told).map(([name, value]) => `${name} = "${value}"\n`);
        const config = node.read('/opt/aws/amazon-cloudwatch-agent/etc/common-config.toml');
        assert.equal(config, `[proxy]\n${lines.join('')}`);
        assert.equal(node.read('/var/log/session'), `directly\n${way}\n`);
      },
    ],
  ];
}

import { strict as assert } from 'node:assert';
import { lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { appNodeFiles } from '../../../constructs/boot/app-node';
import { script } from '../../../bin/commands/image/script';
import { nodeOf, type Deployment } from './deployment';
import { joined, results, until, type Proof } from './proof';
import { run } from './release';

/** What a node says that its first boot took, and how much of that was for what an image holds. */
function seconds(log: string): string {
  const [all, agent, server] = ['ready after', 'agent package:', 'install:'].map((what) =>
    Number(new RegExp(` ${what} ([\\d.]+) s`).exec(log)![1]),
  ) as [number, number, number];
  return `${all} s, ${(agent + server).toFixed(1)} of them for agent and server`;
}

/** What a node has asked the mirror for, by name. */
const downloads = ({ cloud }: Deployment): readonly string[] => [
  ...new Set(cloud.calls.flatMap(({ action }) => /^GET mirror\.\S+\/(\S+)$/.exec(action)?.[1] ?? [])),
];

/** An image, made by the program that Packer runs, and a node that starts from it. */
export function bake(deployment: Deployment): readonly Proof[] {
  const { cloud } = deployment;
  const files = appNodeFiles(nodeOf({}));
  const told = '/var/lib/cloud-init-was-told';
  let image: string;
  /** A copy that outlives the machine that baked it. */
  let kept: string;
  /** What the image has written to a path: a file, nothing where it has taken one away. */
  const at = (path: string) => lstatSync(join(image, path), { throwIfNoEntry: false });
  const has = (path: string): boolean => at(path)?.isCharacterDevice() === false;

  return [
    [
      'an image is baked where there is no group and no late value',
      async () => {
        const machine = await deployment.builder('/bin/bash, /opt/image/bake.sh', {
          '/opt/image/bake.sh': script(files, 'appFleet', 'ubuntu-24.04'),
          ...Object.fromEntries(files.map(({ path, text }) => [`/opt/image/root${path}`, text])),
          '/usr/local/sbin/cloud-init': `#!/bin/sh\necho "$@" >>${told}\n`,
          '/etc/ssh/ssh_host_ed25519_key': 'of this machine\n',
        });
        await until('the image is baked', 40, () => machine.read(told).includes('clean'));
        await until('nothing is left of its making', 5, () => !machine.has('/opt/image'));
        image = machine.written;
        assert.equal(machine.read(told), 'status --wait\nclean --logs\n');
        assert.deepEqual(
          cloud.calls.filter(({ action }) => !action.startsWith('GET mirror.')),
          [],
        );
        assert.deepEqual(downloads(deployment), [
          'amazon-cloudwatch-agent.deb',
          'mattermost-11.7.9-linux-amd64.tar.gz',
        ]);
        deployment.stop();
      },
    ],
    [
      'it holds server and agent, and nothing of the plan or of the machine',
      () => {
        assert.ok(has('/opt/mattermost/bin/mattermost') && has('/opt/aws/amazon-cloudwatch-agent/bin'));
        assert.deepEqual(files.map(({ path }) => path).filter(has), []);
        for (const path of ['/etc/mattermost', '/usr/local/lib/mattermost', '/var/log/mattermost']) {
          assert.ok(!has(path), path);
        }
        assert.equal(at('/etc/machine-id')?.size, 0);
        assert.ok(!readdirSync(join(image, 'etc/ssh')).some((name) => has(`/etc/ssh/${name}`)));
        // The tarball's own folders, the owner of the writable ones, and what was checked.
        assert.match(readFileSync(join(image, 'opt/mattermost/.sha256'), 'utf8'), /^[0-9a-f]{64}$/);
        assert.match(readFileSync(join(image, 'etc/passwd'), 'utf8'), /^mattermost:/m);
      },
    ],
    [
      'a node that starts from it joins, and downloads neither server nor agent again',
      async () => {
        kept = join(image, '../kept');
        run('cp', '--archive', image, kept);
        const [{ node: fresh }] = await deployment.boot({});
        await joined(fresh);
        const without = seconds(fresh.log);
        assert.equal(downloads(deployment).length, 3);
        const [{ node }] = await deployment.boot({ baked: kept });
        await joined(node);
        assert.deepEqual(results(deployment), ['launch CONTINUE']);
        assert.deepEqual(downloads(deployment), ['global-bundle.pem']);
        assert.equal(node.records('started.jsonl').length, 1);
        console.log(`        from the image: ${seconds(node.log)}; without: ${without}`);
      },
    ],
    [
      'a node that starts from an image of another version puts its own in its place',
      async () => {
        writeFileSync(join(kept, 'opt/mattermost/.sha256'), '0'.repeat(64));
        writeFileSync(join(kept, 'opt/mattermost/of-the-image'), '');
        const [{ node }] = await deployment.boot({ baked: kept });
        await joined(node);
        assert.deepEqual(downloads(deployment), ['mattermost-11.7.9-linux-amd64.tar.gz', 'global-bundle.pem']);
        assert.ok(!node.has('/opt/mattermost/of-the-image'));
        assert.notEqual(node.read('/opt/mattermost/.sha256'), '0'.repeat(64));
      },
    ],
  ];
}

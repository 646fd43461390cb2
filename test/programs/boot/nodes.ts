import { strict as assert } from 'node:assert';
import { readFileSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { appNode } from '../../boot/app-node';
import { licence, licenceDay } from '../../boot/licence';
import { Cloud } from './cloud';
import { Deployment, agent, bundle, mirror, password, release, secrets, type Given } from './deployment';
import type { Machine } from './machine';
import { Moto } from './moto';
import { agentPackage, certificate, run, tarball } from './release';

/** Names of the certificate of all that a node reaches. */
const hosts = [
  '*.us-east-1.amazonaws.com',
  '*.s3.us-east-1.amazonaws.com',
  'releases.mattermost.com',
  'truststore.pki.rds.amazonaws.com',
];
/** Hosts of AWS that a node asks. */
const services = [
  'ssm',
  'secretsmanager',
  'autoscaling',
  'cloudformation',
  'monitoring',
  'mirror.s3',
  'amazoncloudwatch-agent-us-east-1.s3',
];

/** Waits until something holds, and says what did not. */
async function until(what: string, limit: number, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + limit * 1_000;
  while (!(await holds())) {
    assert.ok(Date.now() < end, `not within ${limit} s: ${what}`);
    await pause(100);
  }
}

/** What the agent of the health check says to a proxy. */
const agentSays = () =>
  new Promise<string>((resolve) => {
    let said = '';
    const socket = connect(8068, '127.0.0.1');
    socket.on('data', (chunk) => (said += chunk.toString()));
    socket.on('close', () => resolve(said)).on('error', () => resolve('nothing'));
  });

/** Command lines of all processes, the nodes' among them. */
const commandLines = (): string =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, 'utf8');
      } catch {
        return '';
      }
    })
    .join('\n');

type Proof = readonly [what: string, proof: () => Promise<void> | void];

function cases(deployment: Deployment): readonly Proof[] {
  const { cloud } = deployment;
  let node: Machine;
  const results = () =>
    cloud.of('CompleteLifecycleAction').map((p) => `${p.LifecycleHookName} ${p.LifecycleActionResult}`);
  const signals = () => cloud.of('SignalResource').map((p) => `${p.StackName} ${p.LogicalResourceId} ${p.Status}`);
  const joined = () => until('the node is ready', 40, () => node.log.includes(' ready after '));

  const fails = (what: string, given: Given, reason: RegExp): Proof => [
    `never joins: ${what}`,
    async () => {
      node = await deployment.boot({ agent: 'in the image', ...given });
      await until('the node gives up', 60, () => node.log.includes(' FAILED at ') && results().length > 0);
      assert.match(node.log, reason);
      assert.deepEqual(results(), ['launch ABANDON']);
      assert.deepEqual(signals(), ['chat AppFleetGroup FAILURE']);
      assert.equal(node.records('started.jsonl').length, 0, 'the server was started');
      assert.equal(await agentSays(), 'nothing');
    },
  ];

  return [
    [
      'a first boot ends in the group, and the stack hears of it',
      async () => {
        const watched: string[] = [];
        const timer = setInterval(() => watched.push(commandLines()), 50);
        const { version, url } = appNode().server;
        cloud.web.set(url.replace('https://', ''), release.bytes);
        node = await deployment.boot({ node: { server: { version, url, sha256: release.sha256 } } });
        await joined().finally(() => clearInterval(timer));
        assert.deepEqual(results(), ['launch CONTINUE']);
        assert.deepEqual(signals(), ['chat AppFleetGroup SUCCESS']);
        assert.equal(await deployment.parameter('/mattermost/mattermost/appFleet/runningVersion'), '11.7.9');
        assert.equal(await agentSays(), 'up ready\n');
        const said = [
          ...watched,
          node.log,
          node.read('/var/log/first-boot'),
          node.read('/etc/mattermost/node.json'),
        ].join();
        assert.ok(watched.length > 20 && watched.join().includes('mattermost-boot'));
        for (const secret of Object.values(secrets).flatMap((each) => [
          each.password,
          encodeURIComponent(each.password),
        ])) {
          assert.ok(!said.includes(secret), 'a secret is seen');
        }
      },
    ],
    [
      'plugins were switched off, and the administrator was made with the password of the secret',
      () => {
        assert.deepEqual(node.records('local.jsonl'), [
          ['/api/v4/plugins/com.mattermost.calls/disable', {}],
          [
            '/api/v4/users',
            { ...secrets.administrator, email: appNode().administrator.email, disable_welcome_email: true },
          ],
          ['/api/v4/users/id/roles', { roles: 'system_user system_admin' }],
        ]);
      },
    ],
    [
      'systemd gives the server every setting as it is, and only root reads them',
      async () => {
        const [environment] = node.records<Record<string, string>>('started.jsonl');
        const expected = appNode()
          .settings.map(({ env }) => env)
          .sort();
        assert.deepEqual(
          Object.keys(environment!)
            .filter((name) => name.startsWith('MM_'))
            .sort(),
          expected,
        );
        const replicas = environment!.MM_SQLSETTINGS_DATASOURCEREPLICAS!.split(' ').map((text) => new URL(text));
        assert.deepEqual(
          replicas.map(({ hostname }) => hostname),
          ['reader-1.example.com', 'reader-2.example.com'],
        );
        for (const { username, password: secret } of replicas) {
          assert.deepEqual([decodeURIComponent(username), decodeURIComponent(secret)], ['mattermost', password]);
        }
        assert.equal(environment!.MM_SERVICESETTINGS_SITEURL, 'https://chat.example.com');
        assert.equal(await node.run('stat', '-c', '%a %U', '/etc/mattermost/mattermost.env'), '600 root\n');
      },
    ],
    [
      'the agent ships logs to the group of the deployment',
      () => {
        const config = JSON.parse(node.read('/opt/aws/amazon-cloudwatch-agent/etc/mattermost.json')) as {
          readonly logs: {
            readonly logs_collected: { readonly files: { readonly collect_list: readonly Record<string, string>[] } };
          };
        };
        const { collect_list: logs } = config.logs.logs_collected.files;
        assert.deepEqual(
          logs.map((log) => log.log_group_name),
          ['observability.logs.example.com', 'observability.logs.example.com'],
        );
        assert.match(node.read('/opt/aws/amazon-cloudwatch-agent/told'), /-a fetch-config -m ec2 -s -c file:/);
      },
    ],
    [
      'a second boot of a node in service changes nothing and tells nobody',
      async () => {
        const before = [results(), signals(), node.records('local.jsonl'), node.records('started.jsonl').length];
        assert.match(await node.run('/usr/local/bin/mattermost-boot'), /InService: no hook and no stack waits/);
        assert.deepEqual(
          [results(), signals(), node.records('local.jsonl'), node.records('started.jsonl').length],
          before,
        );
      },
    ],
    [
      'a server that answers no more is reported once',
      async () => {
        await node.run('touch', '/opt/mattermost/ill');
        await until('the node is unhealthy', 90, () => cloud.of('SetInstanceHealth').length > 0);
        assert.deepEqual(
          cloud.of('SetInstanceHealth').map((p) => [p.InstanceId, p.HealthStatus]),
          [[cloud.instance, 'Unhealthy']],
        );
        await node.run('rm', '/opt/mattermost/ill');
      },
    ],
    [
      'a node that is taken away drains, waits for its requests, stops, and completes its hook itself',
      async () => {
        await node.run('touch', '/opt/mattermost/busy');
        cloud.state = 'Terminating:Wait';
        cloud.target = 'Terminated';
        await until('the agent says drain', 8, async () => (await agentSays()) === 'drain\n');
        await pause(13_000);
        assert.equal(node.records('stopped.jsonl').length, 0, 'it was stopped while requests came');
        await node.run('rm', '/opt/mattermost/busy');
        await until('the hook is completed', 15, () => results().length > 1);
        assert.deepEqual(results(), ['launch CONTINUE', 'terminate CONTINUE']);
        assert.equal(node.records('stopped.jsonl').length, 1);
        assert.equal(cloud.of('SetInstanceHealth').length, 1);
      },
    ],
    [
      'a node whose server fails once joins all the same, from a mirror',
      async () => {
        node = await deployment.boot({ tarball: tarball('fails-once') });
        await joined();
        assert.match(node.log, / first start: systemctl start mattermost ended with 1/);
        assert.deepEqual(results(), ['launch CONTINUE']);
        assert.equal(node.records('started.jsonl').length, 2);
      },
    ],
    fails(
      'the tarball is not there',
      { node: { server: { version: '11.7.9', sha256: release.sha256, url: `${mirror}/other.tar.gz` } } },
      /FAILED at install: download of s3:\/\/mirror\/mattermost\/other.tar.gz: HTTP 404 NoSuchKey/,
    ),
    fails(
      'the tarball is another one',
      { tarball: { bytes: Buffer.from('not it'), sha256: release.sha256 } },
      /FAILED at install: .* is not what was asked for; expected sha256 [0-9a-f]{64}, got [0-9a-f]{64}/,
    ),
    fails(
      'a parameter is missing',
      { without: ['database.secret'] },
      /FAILED at settings: parameters that do not exist: \/mattermost\/mattermost\/database\/secret/,
    ),
    fails('the licence has no value', { licence: '' }, /FAILED at settings: .* has no value; put one in/),
    fails(
      'the licence has expired',
      { licence: licence({ expires_at: Date.now() - licenceDay }) },
      /FAILED at licence: the licence in secrets.licence has expired on \d{4}-\d\d-\d\d: renew it/,
    ),
    fails(
      'the fleet runs a version two minors away',
      { running: '11.5.1' },
      /FAILED at version: version 11.7.9 may not join a fleet that runs 11.5.1: .*/,
    ),
    [
      'every signature was one that AWS accepts',
      () => {
        assert.deepEqual(cloud.refused, []);
      },
    ],
  ];
}

/** In namespaces of its own, where a temporary folder is covered by what vanishes with them. */
async function main(): Promise<number> {
  run('ip', 'link', 'set', 'lo', 'up');
  run('ip', 'address', 'add', '169.254.169.254/32', 'dev', 'lo');
  run('mount', '-t', 'tmpfs', 'none', tmpdir());
  const { file, ...pair } = certificate(...hosts);
  const moto = await Moto.start();
  const cloud = new Cloud(moto, pair);
  cloud.web.set(bundle, Buffer.from(pair.cert));
  cloud.web.set(agent, agentPackage());
  const names = [...services.map((name) => `${name}.us-east-1.amazonaws.com`), ...hosts.slice(2)];
  const deployment = new Deployment(moto, cloud, {
    '/etc/hosts': names.map((name) => `127.0.0.1 ${name}\n`).join(''),
    [`/etc/ssl/certs/${file}`]: pair.cert,
    // The kernel is the real machine's.
    '/usr/local/sbin/sysctl': '#!/bin/sh\n',
    '/usr/local/sbin/modprobe': '#!/bin/sh\n',
  });
  let failed = 0;
  const proofs = cases(deployment);
  for (const [what, proof] of proofs) {
    const began = Date.now();
    try {
      await proof();
      console.log(`ok      ${what} (${((Date.now() - began) / 1_000).toFixed(1)} s)`);
    } catch (error) {
      failed += 1;
      console.log(
        `FAILED  ${what}: ${error instanceof Error ? error.message : String(error)}\n${deployment.lastWords}`,
      );
    }
  }
  deployment.stop();
  cloud.close();
  moto.stop();
  console.log(`\n${proofs.length - failed} passed, ${failed} failed, 0 skipped`);
  return failed ? 1 : 0;
}

void main().then((code) => process.exit(code));

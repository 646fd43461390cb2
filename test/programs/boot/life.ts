import { strict as assert } from 'node:assert';
import { setTimeout as pause } from 'node:timers/promises';
import { appNode } from '../../boot/app-node';
import type { Instance } from './cloud';
import { password, release, secrets, type Deployment } from './deployment';
import type { Machine } from './machine';
import { agentSays, commandLines, joined, results, serves, signals, until, type Proof } from './proof';
import { tarball } from './release';

/** A node that comes up, serves, and goes. */
export function life(deployment: Deployment): readonly Proof[] {
  const { cloud, database } = deployment;
  let node: Machine;
  let instance: Instance;

  return [
    [
      'a first boot ends in the group, and the stack hears of it',
      async () => {
        const watched: string[] = [];
        const timer = setInterval(() => watched.push(commandLines()), 50);
        const { version, url } = appNode().server;
        cloud.web.set(url.replace('https://', ''), release.bytes);
        [{ node, instance }] = await deployment.boot({
          // Of these, 60 s belong to the end of the server: 40 are left to wait for requests.
          node: { server: { version, url, sha256: release.sha256 }, drainSeconds: 100 },
        });
        await joined(node).finally(() => clearInterval(timer));
        assert.deepEqual(results(deployment), ['launch CONTINUE']);
        assert.deepEqual(signals(deployment), ['chat AppFleetGroup SUCCESS']);
        assert.equal(await deployment.parameter('/mattermost/mattermost/appFleet/runningVersion'), '11.7.9');
        await serves(node);
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
      'what a node says is bounded: the log of its boot, and what the server has rotated',
      async () => {
        const rotation = '/etc/logrotate.d/mattermost';
        await node.run('logrotate', '--debug', rotation);
        await node.run('cp', '/var/log/mattermost/boot.log', '/var/log/kept');
        const log = '/var/log/mattermost/boot.log';
        for (const letter of ['a', 'b', 'c']) {
          await node.run('sh', '-c', `head -c 1100000 /dev/zero | tr '\\0' ${letter} >${log}`);
          await node.run('logrotate', rotation);
        }
        const logs = (await node.run('sh', '-c', `cut -c 1 ${log}*`)).trim();
        assert.equal(logs, 'c', 'one rotation is kept, and the log begins anew');
        await node.run('mv', '/var/log/kept', log);

        const folder = '/opt/mattermost/logs';
        await node.run('touch', '--date', '4 days ago', `${folder}/mattermost-old.log.gz`, `${folder}/mattermost.log`);
        await node.run('touch', '--date', '2 days ago', `${folder}/mattermost-new.log.gz`);
        await node.run('systemd-tmpfiles', '--clean', '/etc/tmpfiles.d/mattermost.conf');
        assert.equal(await node.run('ls', folder), 'mattermost-new.log.gz\nmattermost.log\n');
      },
    ],
    [
      'a second boot of a node in service changes nothing and tells nobody',
      async () => {
        const before = [
          results(deployment),
          signals(deployment),
          node.records('local.jsonl'),
          node.records('started.jsonl').length,
        ];
        assert.match(await node.run('/usr/local/bin/mattermost-boot'), /InService: no hook and no stack waits/);
        assert.deepEqual(
          [results(deployment), signals(deployment), node.records('local.jsonl'), node.records('started.jsonl').length],
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
          [[instance.id, 'Unhealthy']],
        );
        await node.run('rm', '/opt/mattermost/ill');
      },
    ],
    [
      'a node that is taken away drains, waits for its requests while it may, stops, and completes its hook itself',
      async () => {
        await node.run('touch', '/opt/mattermost/busy');
        instance.state = 'Terminating:Wait';
        instance.target = 'Terminated';
        await until('the agent says drain', 8, async () => (await agentSays(node)) === 'drain\n');
        await pause(13_000);
        await node.run('rm', '/opt/mattermost/busy');
        await pause(10_000);
        assert.equal(node.records('stopped.jsonl').length, 0, 'it was stopped while a request may be under way');
        await until('the hook is completed', 40, () => results(deployment).length > 1);
        assert.deepEqual(results(deployment), ['launch CONTINUE', 'terminate CONTINUE']);
        assert.equal(node.records('stopped.jsonl').length, 1);
        assert.equal(cloud.of('SetInstanceHealth').length, 1);
      },
    ],
    [
      'a node whose server fails once joins all the same, from a mirror',
      async () => {
        [{ node }] = await deployment.boot({ agent: 'in the image', tarball: tarball('fails-once') });
        await joined(node);
        assert.match(node.log, / first start: systemctl start mattermost ended with 1/);
        assert.deepEqual(results(deployment), ['launch CONTINUE']);
        assert.equal(node.records('started.jsonl').length, 2);
      },
    ],
    [
      'of two nodes that come up together one changes the schema of the database, and the other waits and joins too',
      async () => {
        const both = await deployment.boot({ agent: 'in the image', nodes: 2, database: { migratesFor: 6 } });
        await Promise.all(both.map((each) => joined(each.node)));
        assert.equal(database.migrated.length, 1);
        assert.deepEqual(results(deployment), ['launch CONTINUE', 'launch CONTINUE']);
        assert.deepEqual(signals(deployment), ['chat AppFleetGroup SUCCESS', 'chat AppFleetGroup SUCCESS']);
        assert.equal(new Set(cloud.of('RecordLifecycleActionHeartbeat').map((p) => p.InstanceId)).size, 2);
        for (const { node: each } of both) {
          assert.ok(Number(/ start: (\d+\.\d) s/.exec(each.log)![1]) > 3, 'it did not wait');
          assert.equal(each.records('started.jsonl').length, 1, 'it gave up once');
        }
      },
    ],
  ];
}

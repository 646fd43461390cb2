import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createHash, randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { proxyHealth } from '../../../constructs/boot/haproxy';
import { proxyNodeFiles } from '../../../constructs/boot/proxy-node';
import { proxyMetrics } from '../../../constructs/boot/proxy-watch';
import { ports } from '../../../constructs/spec';
import { proxyNode } from '../../boot/proxy';
import { App, type Seen } from './app';
import { echoes, fetched, posting, until, upgraded } from './client';
import { Cloud } from './cloud';
import { cloudPort, ended, said, slotStates, startHaproxy, startNginx, startWatch, writeFiles } from './machine';
import { apart, coverFolders, lacking } from './namespace';

/**
 * Traffic through the rendered NGINX and HAProxy of a proxy node, with its own poller, against an AWS and app nodes of
 * loopback. Prints a line a case and `N passed, N failed, N skipped`; at most 60 s.
 */
const node = { ...proxyNode, slots: 4, drainSeconds: 33 };
const mebibyte = 2 ** 20;

function cases(): readonly (readonly [what: string, proof: () => Promise<void>])[] {
  const [a, b, c] = [new App('127.0.0.11'), new App('127.0.0.12'), new App('127.0.0.13', { agent: false })] as const;
  const cloud = new Cloud(cloudPort, `${node.id}/appFleet`);
  const seen = async (path = '/api/v4/x', headers = {}): Promise<Seen> =>
    JSON.parse((await fetched(path, { headers })).text) as Seen;
  /** The nodes that answer a number of requests. */
  const answering = async (requests = 20): Promise<string> => {
    const names = new Set<string>();
    for (let n = 0; n < requests; n += 1) names.add((await seen()).name);
    return [...names].sort().join(' ');
  };
  const instance = (id: string, { address }: App, state: 'Pending:Wait' | 'InService') =>
    cloud.instances.set(id, { address, state });
  const turn = (id: string, state: 'InService' | 'Terminating:Wait') => (cloud.instances.get(id)!.state = state);
  const metric = (name: string) =>
    cloud
      .of('PutMetricData')
      .filter((body) => body.get('MetricData.member.1.MetricName') === name)
      .map((body) => Number(body.get('MetricData.member.1.Value')));
  const socketOf = async (app: App): Promise<Socket> => {
    for (let n = 0; n < 8; n += 1) {
      const before = app.requests;
      const socket = await upgraded('/api/v4/websocket');
      if (app.requests > before) return socket;
      socket.destroy();
    }
    throw new Error(`no WebSocket at ${app.address}`);
  };

  let haproxy = startHaproxy();
  let nginx = startNginx();
  let watch = startWatch();

  return [
    [
      'without an app node the health check fails and requests are answered with 503',
      async () => {
        await until('NGINX and HAProxy answer', 5, () =>
          fetched(proxyHealth).then(
            ({ status }) => status === 503,
            () => false,
          ),
        );
        assert.equal((await fetched('/')).status, 503);
      },
    ],
    [
      'members in service serve, others get not even a check',
      async () => {
        instance('i-a', a, 'InService');
        instance('i-b', b, 'InService');
        instance('i-c', c, 'Pending:Wait');
        await until('two members serve', 30, async () => (await fetched(proxyHealth)).status === 200);
        assert.equal(await answering(), '127.0.0.11 127.0.0.12');
        assert.deepEqual([c.requests, c.pings], [0, 0]);
      },
    ],
    [
      'a WebSocket is upgraded',
      async () => {
        const socket = await upgraded('/api/v4/websocket');
        assert.ok(await echoes(socket));
        socket.destroy();
      },
    ],
    [
      'what a client claims about itself is overwritten',
      async () => {
        const forged = { 'X-Forwarded-For': '8.8.8.8', 'X-Real-IP': '8.8.8.8', 'X-Forwarded-Proto': 'gopher' };
        for (const path of ['/', '/api/v4/users/me/image']) {
          const { headers } = await seen(path, { ...forged, Host: 'chat.example.com' });
          assert.equal(headers['x-forwarded-for'], '127.0.0.1');
          assert.equal(headers['x-real-ip'], '127.0.0.1');
          assert.equal(headers['x-forwarded-proto'], 'https');
          assert.equal(headers.host, 'chat.example.com');
        }
      },
    ],
    [
      'a file of 100 MiB passes',
      async () => {
        const body = randomBytes(100 * mebibyte);
        const { status, text } = await fetched('/api/v4/files', { method: 'POST', body });
        assert.equal(status, 200);
        const { bytes, digest } = JSON.parse(text) as Seen;
        assert.equal(bytes, body.length);
        assert.equal(digest, createHash('sha256').update(body).digest('hex'));
      },
    ],
    [
      'fails a body larger than the limit, with 413',
      async () => {
        const before = a.requests + b.requests;
        const headers = { 'Content-Length': node.bodyMiB * mebibyte + 1, Expect: '100-continue' };
        assert.equal((await fetched('/api/v4/files', { method: 'POST', headers })).status, 413);
        assert.equal(a.requests + b.requests, before);
      },
    ],
    [
      'an image is asked for twice and then cached',
      async () => {
        const path = '/api/v4/users/4xp9fdt77pncbef59f4k1qe83o/image';
        const before = a.images + b.images;
        const answers = [];
        for (let n = 0; n < 5; n += 1) answers.push((await fetched(path)).headers['x-cache-status']);
        assert.deepEqual(answers, ['MISS', 'MISS', 'HIT', 'HIT', 'HIT']);
        assert.equal(a.images + b.images - before, 2);
      },
    ],
    [
      'http is redirected to https',
      async () => {
        const headers = { Host: 'chat.example.com' };
        const answer = await fetched('/a?b=c', { headers, port: ports.redirect.port });
        assert.deepEqual([answer.status, answer.headers.location], [301, 'https://chat.example.com/a?b=c']);
      },
    ],
    [
      'failures are logged as JSON, without query strings and keys of webhooks',
      async () => {
        assert.equal((await fetched('/fails/here?token=secret')).status, 500);
        assert.equal((await fetched('/fails/hooks/secret')).status, 500);
        // A line is written once its connection lets go, which may be after the answer and after the next one's line.
        const accessLog = () => readFileSync('/var/log/nginx/access.json', 'utf8').trim().split('\n');
        const isOurs = (line: string) => line.includes('/fails/');
        await until('both are logged', 5, () => accessLog().filter(isOurs).length === 2);
        const lines = accessLog();
        const logged = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
        assert.ok(!lines.some((line) => line.includes('secret')));
        const ours = lines.filter(isOurs).map((line) => JSON.parse(line) as Record<string, unknown>);
        assert.deepEqual(
          ours.map(({ status, method, path }) => [status, method, path]),
          [
            [500, 'GET', '/fails/here'],
            [500, 'GET', '/fails/hooks/-'],
          ],
        );
        for (const { upstream } of ours) assert.match(String(upstream), /^127\.0\.0\.1[12]:8065$/);
        assert.ok(!logged.some(({ status }) => Number(status) < 400));
      },
    ],
    [
      'a member that joins is used within 30 s, also where its agent does not answer',
      async () => {
        turn('i-c', 'InService');
        await until('the new member serves', 30, async () => (await answering(6)).includes(c.address));
      },
    ],
    [
      'a member whose agent says that it drains gets nothing new until it is ready again',
      async () => {
        a.says = 'drain';
        await until('it gets nothing', 5, async () => !(await answering(6)).includes(a.address));
        a.says = 'up ready';
        await until('it is back', 5, async () => (await answering(6)).includes(a.address));
      },
    ],
    [
      'a member that leaves gets no new request, keeps its WebSocket, and no request fails',
      async () => {
        const stop = posting(20);
        const socket = await socketOf(b);
        turn('i-b', 'Terminating:Wait');
        await until('it leaves', 30, async () => (await slotStates()).includes('DRAIN'));
        const before = b.requests;
        await new Promise((resolve) => setTimeout(resolve, 2_000));
        assert.equal(b.requests, before);
        assert.ok(await echoes(socket));
        socket.destroy();
        await until('its slot is free', 5, async () => (await slotStates()).filter((is) => is === 'UP').length === 2);
        await until('its slot is free', 5, async () => !(await slotStates()).includes('DRAIN'));
        const { sent, failed } = await stop();
        assert.ok(sent > 1_000, `${sent} requests`);
        assert.deepEqual(failed, []);
      },
    ],
    [
      'an AWS that fails, knows nobody or keeps silent changes nothing, whoever is restarted meanwhile',
      async () => {
        for (const mood of ['fails', 'empty', 'silent'] as const) {
          cloud.mood = mood;
          const before = cloud.asked;
          await until(`AWS was asked while it ${mood}`, 12, () => cloud.asked > before || mood === 'silent');
          assert.equal(await answering(), '127.0.0.11 127.0.0.13');
        }
        haproxy.kill('SIGTERM');
        await until('HAProxy ends', 5, () => ended(haproxy));
        haproxy = startHaproxy();
        await until('HAProxy has its members', 5, async () => (await fetched(proxyHealth)).status === 200);
        assert.equal(await answering(), '127.0.0.11 127.0.0.13');
        watch.kill('SIGKILL');
        watch = startWatch();
        await new Promise((resolve) => setTimeout(resolve, 3_000));
        assert.equal(await answering(), '127.0.0.11 127.0.0.13');
        cloud.mood = 'answers';
      },
    ],
    [
      'an NGINX that was reloaded by hand keeps its WebSockets, and its old workers are counted',
      async () => {
        const socket = await upgraded('/api/v4/websocket');
        spawnSync('nginx', ['-s', 'reload'], { timeout: 5_000 });
        await until('the metric counts them', 30, () => (metric(proxyMetrics.oldWorkers).at(-1) ?? 0) > 0);
        assert.ok(await echoes(socket));
        socket.destroy();
      },
    ],
    [
      'failures of a minute and members are counted',
      async () => {
        const before = metric(proxyMetrics.failures).length;
        await fetched('/fails');
        await until('a report has them', 10, () => metric(proxyMetrics.failures).slice(before).includes(1));
        assert.equal(metric(proxyMetrics.members).at(-1), 2);
      },
    ],
    [
      'a proxy whose NGINX has died asks to be replaced, and one without an app node did not',
      async () => {
        assert.deepEqual(cloud.of('SetInstanceHealth'), []);
        nginx.kill('SIGTERM');
        await until('it is unhealthy', 20, () => cloud.of('SetInstanceHealth').length > 0);
        assert.equal(cloud.of('SetInstanceHealth')[0]!.get('HealthStatus'), 'Unhealthy');
        nginx = startNginx();
        await until('NGINX answers', 5, () =>
          fetched(proxyHealth).then(
            ({ status }) => status === 200,
            () => false,
          ),
        );
      },
    ],
    [
      'a proxy that the group takes away waits for its connections, stops NGINX and completes its hook once',
      async () => {
        const socket = await upgraded('/api/v4/websocket');
        cloud.target = 'Terminated';
        await new Promise((resolve) => setTimeout(resolve, 3_000));
        assert.ok(await echoes(socket));
        await until('the poller ends', 30, () => ended(watch));
        assert.ok(ended(nginx) || socket.destroyed);
        const [first, ...more] = cloud.of('CompleteLifecycleAction');
        assert.deepEqual(
          [first?.get('LifecycleHookName'), first?.get('LifecycleActionResult'), more],
          ['terminate', 'CONTINUE', []],
        );
      },
    ],
  ];
}

async function main(): Promise<number> {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const [what, proof] of cases()) {
    const started = Date.now();
    const why = await proof().then(
      () => undefined,
      (error: Error) => error.message,
    );
    counts[why === undefined ? 'passed' : 'failed'] += 1;
    const took = ((Date.now() - started) / 1_000).toFixed(1);
    console.log(`${why === undefined ? 'ok' : 'FAILED'} ${took} s ${what}${why === undefined ? '' : `: ${why}`}`);
  }
  if (counts.failed > 0) console.log(said());
  console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  return counts.failed === 0 ? 0 : 1;
}

if (process.argv[2] === 'apart') {
  coverFolders();
  writeFiles(proxyNodeFiles(node));
  void main().then((code) => process.exit(code));
} else {
  const missing = lacking('nginx', 'haproxy', 'python3');
  if (missing) console.log(`skipped: needs ${missing}\n0 passed, 0 failed, 1 skipped`);
  process.exit(missing ? Number(process.env.CI === 'true') : apart(__filename, 90));
}

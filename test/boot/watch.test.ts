import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { awsFile } from '../../constructs/boot/aws-client';
import { factsFile, nodeFile } from '../../constructs/boot/node-runtime';
import { serverFile } from '../../constructs/boot/server';
import { watchFiles } from '../../constructs/boot/watch';
import { requires } from '../requires';
import { appNode } from './app-node';
import { NodeFolder } from './node-folder';

let folder: NodeFolder;
beforeAll(() => {
  folder = new NodeFolder([
    awsFile,
    nodeFile,
    serverFile,
    factsFile({ ...appNode(), drainSeconds: 90 }, 'appFleet'),
    ...watchFiles,
  ]);
  folder.write('/run/folder', '');
});
afterAll(() => folder.remove());

/** Runs lines with the watcher as `watch`, which calls nobody: what it would call is in `calls`. */
const watching = <T>(lines: string, told: unknown = null) =>
  folder.python<T>(
    `import importlib.machinery, importlib.util
loader = importlib.machinery.SourceFileLoader('watch', '${folder.path('/usr/local/bin/mattermost-watch')}')
watch = importlib.util.module_from_spec(importlib.util.spec_from_loader('watch', loader))
loader.exec_module(watch)
calls = []
watch.node.LOGS = ()
watch.node.unhealthy = lambda: calls.append('unhealthy')
watch.node.metric = lambda name, value, unit: calls.append([name, value, unit])
watch.node.run = lambda *command, seconds: calls.append(' '.join(command))
watch.node.complete = lambda hook, result: calls.append('%s %s' % (hook, result))
watch.time.sleep = lambda seconds: None
${lines}
print(json.dumps(calls))`,
    told,
  );

const sample = (handler: string, status: number, count: number, sum: number): string => {
  const labels = `handler="${handler}",method="GET",origin_client="web",page_load_context="",status_code="${status}"`;
  return `mattermost_api_time_bucket{${labels},le="0.1"} 1\nmattermost_api_time_sum{${labels}} ${sum}\nmattermost_api_time_count{${labels}} ${count}\n`;
};
const scrape = (good: number, bad: number, seconds: number): string =>
  `# HELP mattermost_api_time Time\n${sample('getPosts', 200, good, seconds)}${sample('createPost', 502, bad, 0)}${sample('getSystemPing', 200, 1e6, 1)}go_goroutines 5\n`;

describe('the health of the server', () => {
  const checks = (healthy: readonly boolean[]) =>
    watching<string[]>(
      `for healthy in told:
    watch.server.healthy = lambda: healthy
    watch.check()`,
      healthy,
    );
  const [well, ill] = [true, false];

  requires('python3').each([
    ['three failed checks in a row', [well, ill, ill, ill], ['unhealthy']],
    ['an incident, once', [well, ill, ill, ill, ill, ill, ill, ill], ['unhealthy']],
    ['each incident', [well, ill, ill, ill, well, ill, ill, ill], ['unhealthy', 'unhealthy']],
    ['no two failed checks', [well, ill, ill, well, ill, ill], []],
    ['no server that has never been ready', [ill, ill, ill, ill], []],
  ])('is reported after %s', async (_, healthy, calls) => {
    expect(await checks(healthy)).toEqual(calls);
  });

  requires('python3')('is reported again where AWS did not hear of it', async () => {
    const calls = await watching(`hears = iter((False, True))
def unhealthy():
    calls.append('unhealthy')
    if not next(hears):
        raise OSError('no answer')
watch.node.unhealthy, watch.ready, watch.server.healthy = unhealthy, True, lambda: False
for _ in range(6):
    try:
        watch.check()
    except OSError:
        pass`);
    expect(calls).toEqual(['unhealthy', 'unhealthy']);
  });

  requires('python3')('is reported of a server that was not ready in the time of a launch', async () => {
    expect(
      await watching(`watch.started -= 1201\nwatch.server.healthy = lambda: False\nfor _ in range(3): watch.check()`),
    ).toEqual(['unhealthy']);
  });

  requires('python3')('is nobody’s affair when the node is taken away', async () => {
    expect(
      await watching(
        `watch.ready = True\nwatch.terminated.set()\nwatch.server.healthy = lambda: False\nfor _ in range(4): watch.check()`,
      ),
    ).toEqual([]);
  });
});

describe('the metrics of the server', () => {
  const reports = (scrapes: readonly (string | null)[]) =>
    watching(
      `for scraped in told:
    watch.server.answers = lambda port, path: scraped
    try:
        watch.report()
    except LookupError as error:
        calls.append(str(error))`,
      scrapes,
    );

  requires('python3')('are those of the last minute, without health checks', async () => {
    expect(await reports([scrape(1_000, 10, 100), scrape(1_090, 20, 105), scrape(1_090, 20, 105)])).toEqual([
      ['api_5xx_percent', 10, 'Percent'],
      ['api_time_mean_seconds', 0.05, 'Seconds'],
      ['api_5xx_percent', 0, 'Percent'],
      ['api_time_mean_seconds', 0, 'Seconds'],
    ]);
  });

  requires('python3')('begin again with a server that was started again', async () => {
    expect(await reports([scrape(1_000, 10, 100), scrape(50, 0, 5)])).toEqual([
      ['api_5xx_percent', 0, 'Percent'],
      ['api_time_mean_seconds', 0.1, 'Seconds'],
    ]);
  });

  requires('python3')('fail with a word where the server gives none, and begin again', async () => {
    expect(await reports([scrape(1_000, 10, 100), null, scrape(2_000, 10, 200), scrape(2_100, 10, 210)])).toEqual([
      'the server gives no metrics: it needs a licence for them',
      ['api_5xx_percent', 0, 'Percent'],
      ['api_time_mean_seconds', 0.1, 'Seconds'],
    ]);
  });
});

describe('the end of a node', () => {
  const end = ['systemctl stop mattermost', 'terminate CONTINUE'];
  /** Time passes where somebody sleeps. */
  const clock = `clock = [0]
def sleep(seconds): clock[0] += seconds
watch.time.sleep, watch.time.monotonic = sleep, lambda: clock[0]`;
  /** Each 2 s. */
  const silence = Array.from({ length: 60 }, () => 3);

  requires('python3').each([
    ['waits as long as a proxy does for an answer', [1, 2, 3, ...silence], 3 + 45],
    ['and again where a request that was under way is answered', [...silence.slice(0, 40), 4, ...silence], 41 + 45],
    ['waits as long for a server that does not count', silence.map(() => null), 45],
    ['waits no longer than it may', Array.from({ length: 200 }, (_, n) => n), 115],
  ] as const)('%s, then stops the server and completes the hook', async (_, counts, asked) => {
    const scrapes = counts.map((count) => (count === null ? null : scrape(count, 0, 1)));
    const calls = await watching<(string | number)[]>(
      `watch.node.CONFIG['drainSeconds'] = 300
${clock}
scrapes, count = iter(told), [0]
def answers(port, path):
    count[0] += 1
    return next(scrapes)
watch.server.answers = answers
watch.drain()
calls.append(count[0])`,
      scrapes,
    );
    expect(calls.slice(0, 2)).toEqual(end);
    expect(Math.abs((calls[2] as number) - asked)).toBeLessThanOrEqual(1);
  });

  requires('python3')('completes the hook also where the server does not stop', async () => {
    const calls = await watching(
      `${clock}
def fails(*command, seconds): raise RuntimeError('stuck')
watch.node.run = fails
watch.server.answers = lambda port, path: None
watch.drain()`,
    );
    expect(calls).toEqual(['terminate CONTINUE']);
  });

  requires('python3')('is told to the proxies in the words of HAProxy', async () => {
    folder.write('/run/mattermost-drain', '');
    const said = await watching<string[]>(
      `import os, socket, threading
def ask():
    with socket.create_connection(agents.server_address, timeout=5) as client:
        return client.makefile().read()
agents = watch.Agents(('127.0.0.1', 0), watch.Agent)
threading.Thread(target=agents.serve_forever, daemon=True).start()
calls.append(ask())
os.remove(watch.DRAIN)
calls.append(ask())`,
    );
    expect(said).toEqual(['drain\n', 'up ready\n']);
  });
});

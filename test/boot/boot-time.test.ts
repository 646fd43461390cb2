import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { awsFile } from '../../constructs/boot/aws-client';
import { factsFile, nodeFile } from '../../constructs/boot/node-runtime';
import { requires } from '../requires';
import { appNode } from './app-node';
import { NodeFolder } from './node-folder';

let folder: NodeFolder;
beforeAll(() => {
  // One second until what says why has to begin.
  folder = new NodeFolder([awsFile, nodeFile, factsFile({ ...appNode(), launchSeconds: 31 }, 'appFleet')]);
});
afterAll(() => folder.remove());

/** What a boot with one step says, and the seconds that it took. */
const boot = (step: string) =>
  folder.python<{ readonly said: string; readonly calls: readonly string[]; readonly seconds: number }>(
    `import contextlib, io, subprocess, time, urllib.request
import aws
import xml.etree.ElementTree as ElementTree
calls = []
def query(service, action, version, parameters):
    calls.append(' '.join([action, parameters.get('LifecycleActionResult', '')]).strip())
    return ElementTree.fromstring('<x><AutoScalingGroupName>fleet</AutoScalingGroupName><LifecycleState>Pending:Wait</LifecycleState></x>')
aws.query, aws.imds = query, lambda path: 'i-1'
import node
node.LOGS, node.SHIPPED = (), 0
def step():
    ${step}
began, output = time.monotonic(), io.StringIO()
with contextlib.redirect_stdout(output):
    try:
        node.boot((('a step', step),), baked=())
    except SystemExit:
        pass
print(json.dumps({
    'said': output.getvalue(), 'seconds': time.monotonic() - began,
    'calls': [each for each in calls if not each.startswith('Describe')]}))`,
  );

describe('a boot never outlasts the hook of its launch', () => {
  requires('python3').each([
    ['waits', 'time.sleep(20)'],
    ['waits for a program', `node.run('sleep', '20')`],
    ['takes every error for its own', `exec("try:\\n  time.sleep(20)\\nexcept Exception:\\n  time.sleep(20)")`],
  ])('also where a step %s', async (_, step) => {
    const { said, calls, seconds } = await boot(step);
    expect(said).toMatch(/FAILED at a step: not done within the 31 s of a launch/);
    expect(calls).toEqual(['RecordLifecycleActionHeartbeat', 'CompleteLifecycleAction ABANDON']);
    expect(seconds).toBeLessThan(10);
  });

  requires('python3')('and is left alone once its steps are done', async () => {
    const { said, calls } = await boot(`node.await_targets = lambda: time.sleep(2)`);
    expect(said).toContain('ready after 2.');
    expect(calls).toEqual(['RecordLifecycleActionHeartbeat', 'CompleteLifecycleAction CONTINUE']);
  });
});

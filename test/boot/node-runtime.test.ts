import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { awsFile } from '../../constructs/boot/aws-client';
import { factsFile, nodeFile } from '../../constructs/boot/node-runtime';
import { requires } from '../requires';
import { appNode } from './app-node';
import { NodeFolder } from './node-folder';

let folder: NodeFolder;
beforeAll(() => {
  folder = new NodeFolder([awsFile, nodeFile, factsFile(appNode(), 'appFleet')]);
});
afterAll(() => folder.remove());

interface World {
  /** State in the group; none where the node belongs to none. */
  readonly state?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Steps of the boot that fail, and calls that are refused. */
  readonly failing?: Readonly<Record<string, string>>;
  readonly steps?: readonly string[];
}

interface Told {
  readonly calls: readonly string[];
  readonly log: string;
  readonly code: number;
}

const stack = { 'aws:cloudformation:stack-name': 'chat', 'aws:cloudformation:logical-id': 'Group' };

/** What a program calls, says and ends with, in a world where AWS answers as it is told. */
const run = (world: World, program: string) =>
  folder.python<Told>(
    `import contextlib, io
import aws
import xml.etree.ElementTree as ElementTree
calls, failing = [], told.get('failing', {})
def query(service, action, version, parameters):
    if action.startswith('Describe'):
        tags = ''.join('<member><Key>%s</Key><Value>%s</Value></member>' % tag for tag in told.get('tags', {}).items())
        state = told.get('state')
        one = '<member><AutoScalingGroupName>fleet</AutoScalingGroupName><LifecycleState>%s</LifecycleState></member>' % state if state else ''
        return ElementTree.fromstring('<x>%s<Tags>%s</Tags></x>' % (one, tags))
    shown = [value for key, value in parameters.items() if key not in ('AutoScalingGroupName', 'InstanceId', 'UniqueId')]
    calls.append(' '.join([action, *map(str, shown)]))
    if action in failing:
        raise aws.AwsError(failing[action], failing[action].split()[0])
aws.query, aws.imds = query, lambda path: 'i-1'
import node
node.LOGS, node.SHIPPED = (), 0
def step(name):
    def act():
        if name in failing:
            raise RuntimeError(failing[name])
    return name, act
said, code = io.StringIO(), 0
with contextlib.redirect_stdout(said):
    try:
        ${program}
    except SystemExit as ended:
        code = ended.code
print(json.dumps({'calls': calls, 'log': said.getvalue(), 'code': code}))`,
    world,
  );

const boot = (world: World) => run(world, `node.boot([step(name) for name in ('first', 'second')], baked=('second',))`);

describe('a boot', () => {
  requires('python3')('that goes well completes its hook and tells the stack', async () => {
    const { calls, log, code } = await boot({ state: 'Pending:Wait', tags: stack });
    expect(calls).toEqual([
      'RecordLifecycleActionHeartbeat launch',
      'CompleteLifecycleAction launch CONTINUE',
      'SignalResource chat Group SUCCESS',
    ]);
    expect(code).toBe(0);
    expect(log).toMatch(/Z first: \d+\.\d s\n.*Z second: \d+\.\d s\n[^]*ready after/);
  });

  requires('python3')('outside a stack tells none', async () => {
    const { calls, log } = await boot({ state: 'Pending:Wait' });
    expect(calls.at(-1)).toBe('CompleteLifecycleAction launch CONTINUE');
    expect(log).toContain('no stack: SUCCESS is not signalled');
  });

  requires('python3').each([
    ['in no group', {}, 'in no group: no hook and no stack waits'],
    ['in service already', { state: 'InService' }, 'InService: no hook and no stack waits'],
  ])('%s tells nobody, and says so', async (_, world, said) => {
    const { calls, log, code } = await boot({ ...world, tags: stack });
    expect([calls, code]).toEqual([[], 0]);
    expect(log).toContain(said);
  });

  requires('python3')('whose hook does not wait any more is none the worse', async () => {
    const failing = {
      CompleteLifecycleAction: 'ValidationError No active Lifecycle Action found with instance ID i-1',
    };
    const { calls, code } = await boot({ state: 'Pending:Wait', tags: stack, failing });
    expect([calls.at(-1), code]).toEqual(['SignalResource chat Group SUCCESS', 0]);
  });

  requires('python3')('whose stack does not wait is none the worse', async () => {
    const failing = { SignalResource: 'ValidationError Stack is in UPDATE_COMPLETE state and can not be signaled' };
    const { log, code } = await boot({ state: 'Pending:Wait', tags: stack, failing });
    expect(code).toBe(0);
    expect(log).toContain('stack chat does not wait');
  });

  requires('python3').each([
    ['first', []],
    ['second', ['first']],
  ])('fails with its step %s: the group gives the node up, and the stack hears of it', async (step, done) => {
    const { calls, log, code } = await boot({ state: 'Pending:Wait', tags: stack, failing: { [step]: 'the reason' } });
    expect(calls.slice(1)).toEqual(['SignalResource chat Group FAILURE', 'CompleteLifecycleAction launch ABANDON']);
    expect(code).toBe(1);
    expect(log).toContain(`FAILED at ${step}: the reason`);
    expect([...log.matchAll(/Z (first|second): /g)].map(([, name]) => name)).toEqual(done);
  });

  requires('python3')('fails where the hook cannot be completed, and the stack hears of that', async () => {
    const failing = { CompleteLifecycleAction: 'AccessDenied not allowed' };
    const { calls, log, code } = await boot({ state: 'Pending:Wait', tags: stack, failing });
    expect(calls.slice(1)).toEqual([
      'CompleteLifecycleAction launch CONTINUE',
      'SignalResource chat Group FAILURE',
      'CompleteLifecycleAction launch ABANDON',
    ]);
    expect(log).toContain('FAILED at joining: AccessDenied not allowed');
    expect(code).toBe(1);
  });

  requires('python3')('fails in silence on a node in service', async () => {
    const { calls, code } = await boot({ state: 'InService', tags: stack, failing: { first: 'the reason' } });
    expect([calls, code]).toEqual([[], 1]);
  });
});

describe('a node', () => {
  requires('python3')('is unhealthy at once, whatever the grace of its group', async () => {
    const { calls } = await run({ state: 'InService' }, 'node.unhealthy()');
    expect(calls).toEqual(['SetInstanceHealth Unhealthy false']);
  });

  requires('python3')('sends its metrics under the name of its group', async () => {
    const { calls } = await run({ state: 'InService' }, `node.metric('api_5xx_percent', 0.5, 'Percent')`);
    expect(calls).toEqual(['PutMetricData Mattermost/Nodes api_5xx_percent 0.5 Percent AutoScalingGroupName fleet']);
  });

  requires('python3')('outside a group sends neither', async () => {
    const { calls } = await run(
      {},
      `node.unhealthy(); node.metric('x', 1, 'Count'); node.complete('terminate', 'CONTINUE')`,
    );
    expect(calls).toEqual([]);
  });

  requires('python3')('fails a program that fails, with its last words', async () => {
    await expect(run({}, `node.run('sh', '-c', 'echo first; echo why >&2; exit 3')`)).rejects.toThrow(
      'RuntimeError: sh -c echo first; echo why >&2; exit 3 ended with 3: why',
    );
  });
});

describe('a node that waits for those of another version', () => {
  const older = (members: Readonly<Record<string, string>>) =>
    folder.python<string[]>(
      `import aws
import xml.etree.ElementTree as ElementTree
def query(service, action, version, parameters):
    one = '<member><InstanceId>%s</InstanceId><LaunchTemplate><Version>%s</Version></LaunchTemplate></member>'
    its = ''.join(one % member for member in told.items())
    group = '<member><AutoScalingGroupName>fleet</AutoScalingGroupName></member>'
    return ElementTree.fromstring('<x>%s<Instances>%s</Instances></x>' % (group, its))
aws.query, aws.imds = query, lambda path: 'i-1'
import node
print(json.dumps(node.older()))`,
      members,
    );

  requires('python3')('knows them by the version of the launch template', async () => {
    expect(await older({ 'i-1': '2', 'i-2': '1', 'i-3': '2', 'i-4': '1' })).toEqual(['i-2', 'i-4']);
  });

  requires('python3')('waits for nobody when all came from the same', async () => {
    expect(await older({ 'i-1': '2', 'i-2': '2' })).toEqual([]);
  });
});

describe('a node behind a load balancer', () => {
  /** Calls until it is healthy everywhere, where each target group answers its states one after the other. */
  const awaited = (states: Readonly<Record<string, readonly string[]>>, seconds = 540) =>
    folder.python<{ readonly asked: number; readonly problem: string | null }>(
      `import aws, itertools
import xml.etree.ElementTree as ElementTree
clock = itertools.count(0, 5)
asked = 0
def query(service, action, version, parameters):
    global asked
    if action == 'DescribeTargetHealth':
        asked += 1
        states = told['states'][parameters['TargetGroupArn']]
        state = states.pop(0) if len(states) > 1 else states[0]
        return ElementTree.fromstring('<x><TargetHealth><State>%s</State></TargetHealth></x>' % state)
    arns = ''.join('<member>%s</member>' % arn for arn in told['states'])
    group = '<member><AutoScalingGroupName>fleet</AutoScalingGroupName></member>'
    return ElementTree.fromstring('<x>%s<TargetGroupARNs>%s</TargetGroupARNs></x>' % (group, arns))
aws.query, aws.imds = query, lambda path: 'i-1'
import node
node.REGISTERED = told['seconds']
node.time.sleep, node.time.monotonic = (lambda seconds: None), (lambda: next(clock))
problem = None
try:
    node.await_targets()
except TimeoutError as error:
    problem = str(error)
print(json.dumps({'asked': asked, 'problem': problem}))`,
      { states, seconds },
    );

  requires('python3')('says that it is ready only when every target group sends it requests', async () => {
    const { asked, problem } = await awaited({ serving: ['initial', 'initial', 'healthy'], redirect: ['healthy'] });
    expect([asked, problem]).toEqual([4, null]);
  });

  requires('python3')('asks nobody where it has no target group', async () => {
    expect(await awaited({})).toEqual({ asked: 0, problem: null });
  });

  requires('python3')('fails when it stays unhealthy, and names the target group', async () => {
    const { problem } = await awaited({ serving: ['unhealthy'] }, 60);
    expect(problem).toBe('not healthy at the load balancer after 60 s: serving');
  });
});

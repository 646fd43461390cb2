import { modules } from './aws-client';
import { packageBundle, type FleetName } from './mirror';
import { nodeMetrics, type BootFile, type Node } from './node';

/** What the programs of a node say; the agent ships it. */
export const bootLog = '/var/log/mattermost/boot.log';

/** Until a node must be healthy at its load balancer, after it has said that it is ready. */
export const registeredSeconds = 540;

/** What a node knows of itself; its programs read it. */
const facts = '/etc/mattermost/node.json';

/**
 * `node.py`: the node, its group and its deployment. A node that belongs to no group has no hooks and sends no signals;
 * one that is in service already sends none either, so that its boot program may be run again at any time.
 */
const node = String.raw`"""This node: what it was told, and what it tells its group, its stack and CloudWatch."""
import functools
import json
import os
import subprocess
import sys
import threading
import time
from signal import SIGALRM, alarm, signal as on_signal

import aws

with open('${facts}') as file:
    CONFIG = json.load(file)

STARTED = time.monotonic()
LOGS = ('${bootLog}', '/dev/console')
AUTO_SCALING = '2011-01-01'
# Our choice: operators see a network load balancer take up to 5 minutes to register a target; twice that, less a minute.
REGISTERED = ${registeredSeconds}
# Our choice: twice the 5 s in which the agent sends its logs.
SHIPPED = 10


def log(text):
    """Says something on standard output, in the log that the agent ships, and on the console of the instance."""
    line = '%s %s' % (time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime()), text)
    print(line, flush=True)
    for path in LOGS:
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, 'a') as file:
                file.write(line + '\n')
        except OSError:
            pass


def run(*command, seconds=60):
    """What a program prints. Where it fails, its last words are the error."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=seconds)
    if done.returncode:
        words = (done.stderr.strip() or done.stdout.strip()).splitlines()[-3:]
        raise RuntimeError('%s ended with %d: %s' % (' '.join(command), done.returncode, '; '.join(words)))
    return done.stdout


def seconds_left(reserve=60):
    """Until this boot has to end; our choice: 60 s before the group would give the node up, to say why."""
    return max(1, STARTED + CONFIG['launchSeconds'] - reserve - time.monotonic())


def outbound(proxy):
    """What programs of this node find in their environment where a forward proxy is the way out.

    S3 has an endpoint of its own in the network, and search answers inside of it.
    """
    # Go would take a name with a dot in front for those below it only.
    inside = ('localhost', '127.0.0.1', '169.254.169.254', 's3.%s.%s' % (aws.region(), aws.domain()),
              'es.%s' % aws.domain())
    return {'http_proxy': proxy, 'https_proxy': proxy, 'no_proxy': ','.join(inside)}


OUTBOUND = outbound(CONFIG['httpProxy']) if 'httpProxy' in CONFIG else {}
os.environ.update(OUTBOUND)


@functools.lru_cache
def instance():
    return aws.imds('instance-id')


def described():
    """Name of the group of this node, its lifecycle state there, and the group; None where it belongs to none."""
    found = aws.query('autoscaling', 'DescribeAutoScalingInstances', AUTO_SCALING, {'InstanceIds.member.1': instance()})
    name = found.findtext('.//AutoScalingGroupName')
    if name is None:
        return None
    return name, found.findtext('.//LifecycleState'), aws.query(
        'autoscaling', 'DescribeAutoScalingGroups', AUTO_SCALING, {'AutoScalingGroupNames.member.1': name})


def group():
    """Name, lifecycle state and tags of the group of this node; None where it belongs to none."""
    found = described()
    return found and (*found[:2], {
        tag.findtext('Key'): tag.findtext('Value') for tag in found[2].iterfind('.//Tags/member')})


def older():
    """Members of the group that were launched from another version of its template than this node."""
    found = described()
    versions = found and {
        member.findtext('InstanceId'): member.findtext('LaunchTemplate/Version')
        for member in found[2].iterfind('.//Instances/member')}
    return sorted(member for member in versions or () if versions[member] != versions.get(instance()))


@functools.lru_cache
def group_name():
    found = group()
    return found[0] if found else None


def on_hook(action, hook, parameters):
    """A call about a lifecycle hook. That nothing waits for it is no error: it was completed, or has run out."""
    if group_name() is None:
        return
    named = {'AutoScalingGroupName': group_name(), 'LifecycleHookName': hook, 'InstanceId': instance()}
    try:
        aws.query('autoscaling', action, AUTO_SCALING, {**named, **parameters})
    except aws.AwsError as error:
        if 'No active Lifecycle Action' not in str(error):
            raise
        return log('hook %s does not wait' % hook)
    log('hook %s: %s' % (hook, ' '.join(parameters.values()) or 'heartbeat'))


def complete(hook, result):
    """Completes a lifecycle hook of this node with CONTINUE or ABANDON."""
    on_hook('CompleteLifecycleAction', hook, {'LifecycleActionResult': result})


def heartbeat(hook):
    """Starts the time of a lifecycle hook again."""
    on_hook('RecordLifecycleActionHeartbeat', hook, {})


def signal(status):
    """Tells the CloudFormation stack that waits for this node SUCCESS or FAILURE; other engines wait for no signal."""
    found = group()
    tags = found[2] if found else {}
    stack, resource = (tags.get('aws:cloudformation:' + key) for key in ('stack-name', 'logical-id'))
    if stack is None:
        return log('no stack: %s is not signalled' % status)
    try:
        aws.query('cloudformation', 'SignalResource', '2010-05-15', {
            'StackName': stack, 'LogicalResourceId': resource, 'UniqueId': instance(), 'Status': status})
    except aws.AwsError as error:
        # A stack that changes nothing waits for nobody: the group has replaced a node.
        if error.code != 'ValidationError':
            raise
        return log('stack %s does not wait: %s' % (stack, error))
    log('stack %s: %s' % (stack, status))


def await_targets():
    """Until the load balancer sends this node what people ask; a network load balancer takes minutes for that."""
    found = described()
    waiting = [each.text for each in found[2].iterfind('.//TargetGroupARNs/member')]
    end = time.monotonic() + REGISTERED
    while waiting:
        waiting = [arn for arn in waiting if target_state(arn) != 'healthy']
        if waiting and time.monotonic() > end:
            raise TimeoutError('not healthy at the load balancer after %d s: %s' % (REGISTERED, ', '.join(waiting)))
        time.sleep(5 if waiting else 0)


def target_state(arn):
    found = aws.query('elasticloadbalancing', 'DescribeTargetHealth', '2015-12-01', {
        'TargetGroupArn': arn, 'Targets.member.1.Id': instance()})
    return found.findtext('.//TargetHealth/State')


def unhealthy():
    """Lets the group replace this node, also within the time that a new node is given."""
    log('unhealthy')
    if group_name() is None:
        return
    aws.query('autoscaling', 'SetInstanceHealth', AUTO_SCALING, {
        'InstanceId': instance(), 'HealthStatus': 'Unhealthy', 'ShouldRespectGracePeriod': 'false'})


def metric(name, value, unit):
    """Sends a value of this node to CloudWatch, where those of all nodes of the group are one metric."""
    if group_name() is None:
        return
    aws.query('monitoring', 'PutMetricData', '2010-08-01', {
        'Namespace': '${nodeMetrics}',
        'MetricData.member.1.MetricName': name,
        'MetricData.member.1.Value': value,
        'MetricData.member.1.Unit': unit,
        'MetricData.member.1.Dimensions.member.1.Name': 'AutoScalingGroupName',
        'MetricData.member.1.Dimensions.member.1.Value': group_name()})


def every(seconds, step):
    """Runs a step for ever, in a thread of its own. An error is said once, not each time."""
    def run():
        said = None
        while True:
            try:
                step()
                said = None
            except Exception as error:
                if str(error) != said:
                    log('%s: %s' % (step.__name__, error))
                said = str(error)
            time.sleep(seconds)
    threading.Thread(target=run, daemon=True).start()


def boot(steps, baked):
    """Runs the named steps. Group and stack hear the end of it: the node has joined, or it never will.

    With the argument "bake" only those that an image holds are run, and nobody hears of it.
    """
    if sys.argv[1:] == ['bake']:
        for name, run in steps:
            if name in baked:
                try:
                    run()
                except Exception as error:
                    sys.exit('FAILED at %s: %s' % (name, error))
                log('baked: %s' % name)
        return
    began = time.monotonic()
    step = 'group'
    joining = False
    try:
        found = group()
        joining = found is not None and found[1].startswith('Pending')
        if joining:
            # The hook's time began with the instance, before its operating system did.
            heartbeat('launch')
        else:
            log('%s: no hook and no stack waits' % (found[1] if found else 'in no group'))
        # Whatever a step waits for: one heartbeat is enough, because no boot outlasts the hook.
        # No step takes the end of a program for an error of its own.
        on_signal(SIGALRM, lambda *_: sys.exit('not done within the %d s of a launch' % CONFIG['launchSeconds']))
        alarm(int(seconds_left(30)))
        for step, run in steps:
            started = time.monotonic()
            run()
            log('%s: %.1f s' % (step, time.monotonic() - started))
        alarm(0)
        step = 'joining'
        if joining:
            complete('launch', 'CONTINUE')
            # The group registers a node only now, and the stack takes an old one away at the signal.
            await_targets()
            signal('SUCCESS')
        log('ready after %.1f s' % (time.monotonic() - began))
    except (Exception, SystemExit) as error:
        alarm(0)
        log('FAILED at %s: %s' % (step, error))
        if joining:
            give_up()
        sys.exit(1)


def give_up():
    # The agent ships the reason before the group ends the node.
    time.sleep(SHIPPED)
    for tell, word in ((signal, 'FAILURE'), (functools.partial(complete, 'launch'), 'ABANDON')):
        try:
            tell(word)
        except Exception as error:
            log('%s is not heard: %s' % (word, error))
`;

export const nodeFile: BootFile = { path: `${modules}/node.py`, mode: '0644', text: node };

/** What the programs of a node find as `node.CONFIG`: what all are told, and what its own are told. */
export const factsFile = (node: Node, fleet: FleetName, told: object = {}): BootFile => {
  const { id, launchSeconds, drainSeconds, mirror, egress } = node;
  const common = {
    id,
    launchSeconds,
    drainSeconds,
    ...(mirror && { mirror }),
    ...(egress === 'none' && { packages: `${mirror}/${packageBundle(fleet)}` }),
    ...(egress.startsWith('http') && { httpProxy: egress }),
  };
  return { path: facts, mode: '0644', text: `${JSON.stringify({ ...common, ...told }, undefined, 2)}\n` };
};

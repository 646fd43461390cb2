import { late, type BindingName } from '../spec';
import { agentConfig, agentFiles, agentPlan, sentMetrics, type SentMetric } from './agent';
import { awsFile } from './aws-client';
import { composeFile, environmentPlan, textPlan } from './compose';
import { gatesFile } from './gates';
import { kernelFiles } from './kernel';
import type { AppNode, BootFile } from './node';
import { factsFile, nodeFile } from './node-runtime';
import { serverFile } from './server';
import { environmentFile, home, serverLog, unitFile, writable } from './unit';
import { serverMetrics, watchFiles } from './watch';

/** Path in the server's database URLs: `sslrootcert`. */
const certificates = '/etc/mattermost/rds.pem';

/**
 * `mattermost-boot` of an app node, which ends in the group or says why not. What may refuse comes before what is slow,
 * and nothing reaches the node before its server answers: the first account of an empty server becomes its administrator.
 *
 * The root certificates of RDS are those of the partition. Source: the user guide of RDS, "Using SSL/TLS to encrypt a
 * connection to a DB instance or cluster".
 */
const boot = String.raw`#!/usr/bin/python3
"""First boot of an app node. Another run does no harm."""
import os
import pathlib
import pwd
import shutil
import ssl
import sys
import time

sys.path.insert(0, '/usr/local/lib/mattermost')
import agent
import aws
import gates
import kernel
import node
import server
from compose import compose, write_environment

HOME = '${home}'
TARBALL = '/var/tmp/mattermost.tar.gz'
CERTIFICATES = {
    'aws': 'https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem',
    'aws-us-gov': 'https://truststore.pki.us-gov-west-1.rds.amazonaws.com/global/global-bundle.pem',
    'aws-cn': 'https://rds-truststore.s3.cn-north-1.amazonaws.com.cn/global/global-bundle.pem',
}
told = node.CONFIG
wanted = told['server']
mirror = wanted['url'].rpartition('/')[0] if wanted['url'].startswith('s3://') else None
own, environment = {}, {}


def settings():
    texts = compose({**told['own'], **told['environment']})
    own.update({name: texts[name] for name in told['own']})
    environment.update({name: text for name, text in texts.items() if name in told['environment']})


def version():
    gates.check_version(wanted['version'], own['runningVersion'], told['upgrade'])


def alone():
    """Servers that do not work together never meet: waits until the nodes of the old template have gone."""
    if not told['alone']:
        return
    end = time.monotonic() + node.seconds_left()
    while others := node.older():
        if time.monotonic() > end:
            raise TimeoutError('nodes of another version are still there: %s' % ', '.join(others))
        node.log('waits until %s have gone' % ', '.join(others))
        time.sleep(10)


def licence():
    if told['licence']['editions']:
        gates.check_licence(own['licence'], **told['licence'])


def install():
    """Unpacks the server; what it does not write belongs to root."""
    stamp = pathlib.Path(HOME, '.sha256')
    if stamp.exists() and stamp.read_text() == wanted['sha256']:
        return
    aws.download(wanted['url'], TARBALL, wanted['sha256'])
    part = HOME + '.part'
    shutil.rmtree(part, ignore_errors=True)
    os.makedirs(part)
    node.run('tar', '-xzf', TARBALL, '-C', part, '--strip-components=1', '--no-same-owner', seconds=600)
    os.remove(TARBALL)
    try:
        pwd.getpwnam('mattermost')
    except KeyError:
        node.run('useradd', '--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'mattermost')
    for folder in (${writable.map((folder) => `'${folder}'`).join(', ')}):
        os.makedirs(os.path.join(part, folder), exist_ok=True)
        node.run('chown', '-R', 'mattermost:mattermost', os.path.join(part, folder))
    pathlib.Path(part, stamp.name).write_text(wanted['sha256'])
    os.rename(part, HOME)


def certificates():
    path = '${certificates}'
    aws.download(mirror + '/global-bundle.pem' if mirror else CERTIFICATES[aws.imds('services/partition')], path)
    ssl.create_default_context(cafile=path)


def start():
    """Starts the server, and once more where it fails: a reader of the database may not have what was just written."""
    write_environment('${environmentFile}', environment)
    node.run('systemctl', 'enable', 'mattermost')
    try:
        node.run('systemctl', 'start', 'mattermost', seconds=node.seconds_left())
    except RuntimeError as error:
        node.log('first start: %s' % error)
        node.run('systemctl', 'start', 'mattermost', seconds=node.seconds_left())
    server.wait(node.seconds_left())


def administrator():
    """What a new deployment needs. The account comes last: a node that finds people has nothing left to do."""
    username = own['username']
    if server.has_people():
        return
    for plugin in told['pluginsOff']:
        server.switch_off(plugin)
    if server.create_administrator(username, own['password'], told['administrator']['email']):
        node.log('made the account of %s' % username)


def remember():
    aws.rpc(
        'ssm', 'AmazonSSM.PutParameter', Name=told['runningVersion'], Value=wanted['version'], Type='String', Overwrite=True)


def watch():
    node.run('systemctl', 'enable', '--now', 'mattermost-watch')


node.boot((
    ('kernel', kernel.tune),
    ('agent', lambda: agent.start(mirror)),
    ('settings', settings),
    ('version', version),
    ('alone', alone),
    ('licence', licence),
    ('install', install),
    ('certificates', certificates),
    ('start', start),
    ('administrator', administrator),
    ('running version', remember),
    ('watch', watch),
))
`;

const config = agentConfig({ mattermost: serverLog });

/** What CloudWatch hears of the app nodes. */
export const appNodeMetrics: readonly SentMetric[] = sentMetrics(config, Object.values(serverMetrics));

/**
 * What an app node finds at its first boot: data, the programs that read it, and the units of what runs afterwards.
 * @throws Error where a setting mentions a late value that has no parameter
 */
export function appNodeFiles(node: AppNode): BootFile[] {
  const { server, administrator, licence, upgrade, alone, pluginsOff, bindings } = node;
  const secret = 'secrets.administrator';
  const running: BindingName = 'appFleet.runningVersion';
  const own = {
    username: late`${{ binding: secret, key: 'username' }}`,
    password: late`${{ binding: secret, key: 'password' }}`,
    runningVersion: late`${{ binding: running }}`,
    ...(licence.editions.length && { licence: late`${{ binding: 'secrets.licence' }}` }),
  };
  const told = {
    server,
    upgrade,
    alone,
    administrator,
    licence,
    pluginsOff,
    runningVersion: bindings.find(({ name }) => name === running)?.parameter,
    agent: agentPlan(bindings),
    own: textPlan(own, bindings),
    environment: environmentPlan(node.settings, bindings),
  };
  return [
    factsFile(node, told),
    awsFile,
    nodeFile,
    composeFile,
    ...kernelFiles,
    ...agentFiles(config),
    gatesFile,
    serverFile,
    unitFile,
    ...watchFiles,
    { path: '/usr/local/bin/mattermost-boot', mode: '0755', text: boot },
  ];
}

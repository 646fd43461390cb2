import { late, type BindingName } from '../spec';
import { agentConfig, agentFiles, agentPlan, sentMetrics, type SentMetric } from './agent';
import { awsFile } from './aws-client';
import { composeFile, environmentPlan, textPlan } from './compose';
import { exporterSteps } from './exporter';
import { gatesFile } from './gates';
import { guardSteps } from './guards';
import { kernelFiles } from './kernel';
import { bootLogRotation, serverLogAge } from './logs';
import { certificates } from './mirror';
import type { AppNode, BootFile, BootStep } from './node';
import { factsFile, nodeFile } from './node-runtime';
import { packageFiles } from './packages';
import { sessionSteps } from './session';
import { serverFile } from './server';
import { bakedOf, filesOf, importsOf, rowsOf } from './steps';
import { environmentFile, home, serverLog, unitFile, writable } from './unit';
import { serverMetrics, watchFiles } from './watch';

/** Path in the server's database URLs: `sslrootcert`. */
const certificatesFile = '/etc/mattermost/rds.pem';

/**
 * `mattermost-boot` of an app node, which ends in the group or says why not. What may refuse comes before what is slow,
 * and nothing reaches the node before its server answers: the first account of an empty server becomes its administrator.
 *
 * What vouches for a release is the SHA-256 of the plan, from the vendor's version archive. The vendor signs releases too;
 * whoever fills a mirror checks that, once, with a key that no page of the vendor's documentation names.
 *
 * The server migrates its database under a lock there: whichever node comes first does it, and the others wait in their
 * start, each as long as its launch. A migration that may take longer needs a longer appFleet.launchSeconds.
 */
const boot = (before: readonly BootStep[], after: readonly BootStep[]): string => String.raw`#!/usr/bin/python3
"""First boot of an app node. Another run does no harm."""
import os
import pathlib
import pwd
import shutil
import socket
import ssl
import sys
import time
import urllib.parse

sys.path.insert(0, '/usr/local/lib/mattermost')
import agent
import aws
import gates
import kernel
import node
import server
from compose import compose, write_environment
${importsOf([...before, ...after])}
HOME = '${home}'
stamp = pathlib.Path(HOME, '.sha256')
part, tarball = HOME + '.part', HOME + '.tar.gz'
CERTIFICATES = ${JSON.stringify(certificates.from, undefined, 4)}
told = node.CONFIG
wanted = told['server']
own, environment, secrets = {}, {}, []


def settings():
    plan = {**told['own'], **told['environment']}
    late = (piece for text in plan.values() for piece in text if not isinstance(piece, str))
    # Each alone, for what may not be repeated. A user name may.
    hidden = [[piece] for piece in late if piece['holds'] == 'secret' and piece.get('key') != 'username']
    texts = compose({**plan, **dict(enumerate(hidden))})
    secrets.extend(texts[n] for n in range(len(hidden)))
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
    """Puts the server there as a whole or not at all; what did not fit goes first, so that the reason fits."""
    if stamp.exists() and stamp.read_text() == wanted['sha256']:
        return
    node.run('rm', '-rf', part, tarball)
    needed, free = aws.room(wanted['url']) / 1e6, shutil.disk_usage('/opt').free / 1e6
    if needed > free:
        raise OSError('the server needs %.1f MB of disk and %.1f are free: pin a larger appFleet.diskGiB' % (needed, free))
    try:
        aws.download(wanted['url'], tarball, wanted['sha256'])
        unpack()
        # An image may hold another version.
        node.run('rm', '-rf', HOME)
        os.rename(part, HOME)
    finally:
        node.run('rm', '-rf', part, tarball)


def unpack():
    """What the server does not write belongs to root."""
    os.makedirs(part)
    node.run('tar', '-xzf', tarball, '-C', part, '--strip-components=1', '--no-same-owner', seconds=600)
    try:
        pwd.getpwnam('mattermost')
    except KeyError:
        node.run('useradd', '--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'mattermost')
    folders = [os.path.join(part, folder) for folder in (${writable.map((folder) => `'${folder}'`).join(', ')})]
    node.run('mkdir', '-p', *folders)
    node.run('chown', '-R', 'mattermost:mattermost', *folders)
    pathlib.Path(part, stamp.name).write_text(wanted['sha256'])


def certificates():
    path = '${certificatesFile}'
    mirror = told.get('mirror')
    aws.download(mirror + '/${certificates.name}' if mirror else CERTIFICATES[aws.imds('services/partition')], path)
    ssl.create_default_context(cafile=path)


def database():
    """Waits until it takes a connection: a new one may come after its nodes, and one that fails over comes back."""
    url = urllib.parse.urlsplit(environment['MM_SQLSETTINGS_DATASOURCE'])
    began = time.monotonic()
    while True:
        try:
            return socket.create_connection((url.hostname, url.port), 5).close()
        except OSError as error:
            problem = 'no connection to the database %s:%s after %d s: %s; see its cluster and its security group' % (
                url.hostname, url.port, time.monotonic() - began, error)
        if node.seconds_left() <= 1:
            raise TimeoutError(problem)
        node.log(problem)
        time.sleep(5)


def start():
    write_environment('${environmentFile}', {**environment, **node.OUTBOUND})
    node.run('systemctl', 'enable', 'mattermost')
    try:
        come_up()
    except Exception as error:
        # Of the journal: it has also what a server says that crashes. Our choice: 5 lines, at most 2,000 characters.
        said = node.run('journalctl', '_SYSTEMD_UNIT=mattermost.service', '-n', '5', '-o', 'cat')
        raise RuntimeError('%s; the server: %s' % (error, server.withheld(said, secrets).strip()[-2000:])) from None


def come_up():
    """Starts the server, and once more where it fails: a reader of the database may not have what was just written."""
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
    ('agent package', agent.install),
    ('agent', agent.start),
    ('settings', settings),
    ('version', version),
    ('alone', alone),
    ('licence', licence),
    ('install', install),
    ('certificates', certificates),
${rowsOf(before)}    ('database', database),
    ('start', start),
    ('administrator', administrator),
    ('running version', remember),
${rowsOf(after)}    ('watch', watch),
), baked=('agent package', 'install'${bakedOf([...before, ...after])}))
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
  const before = [...sessionSteps(node), ...guardSteps(node, 'appFleet')];
  const after = exporterSteps(node);
  return [
    factsFile(node, 'appFleet', told),
    awsFile,
    nodeFile,
    composeFile,
    ...kernelFiles,
    ...packageFiles(node),
    ...agentFiles(config, node),
    gatesFile,
    serverFile,
    unitFile,
    bootLogRotation,
    serverLogAge,
    ...watchFiles,
    ...filesOf([...before, ...after]),
    { path: '/usr/local/bin/mattermost-boot', mode: '0755', text: boot(before, after) },
  ];
}

import { modules } from './aws-client';
import type { BootFile, Node } from './node';
import { systemOf, type System } from './system';

/** What installs on Debian and its relatives. Nothing starts before its configuration has been judged. */
const deb = String.raw`# What Debian's packages ask before they start a service; 101 forbids it.
POLICY = '/usr/sbin/policy-rc.d'
os.environ['DEBIAN_FRONTEND'] = 'noninteractive'


def there(name):
    return subprocess.run(('dpkg', '-s', name), capture_output=True).returncode == 0


def repository():
    with open(FOLDER + '.list', 'w') as file:
        file.write('deb [trusted=yes] file:%s ./\n' % FOLDER)
    return '-o', 'Dir::Etc::SourceList=%s.list' % FOLDER, '-o', 'Dir::Etc::SourceParts=-'


def install_now(names, options=()):
    with open(POLICY, 'w') as file:
        file.write('#!/bin/sh\nexit 101\n')
    os.chmod(POLICY, 0o755)
    try:
        if names[0][0] != '/':
            apt(*options, 'update', '-o', 'APT::Update::Error-Mode=any')
        apt(*options, 'install', '-y', '--no-install-recommends', '-o', 'Dpkg::Options::=--force-confold', *names)
    finally:
        os.remove(POLICY)


def apt(*arguments):
    # It waits where dpkg would fail: a new instance looks for updates.
    node.run('apt-get', '-qq', '-o', 'DPkg::Lock::Timeout=120', *arguments, seconds=180)
`;

/** What installs on Red Hat's relatives, whose packages start nothing and leave configuration that is there alone. */
const rpm = String.raw`def there(name):
    return subprocess.run(('rpm', '-q', name), capture_output=True).returncode == 0


def repository():
    return '--repofrompath=mirror,' + FOLDER, '--repo=mirror', '--nogpgcheck'


def install_now(names, options=()):
    offline = ('--disablerepo=*',) if names[0][0] == '/' else ()
    node.run('dnf', '-q', '-y', *offline, *options, 'install', *names, seconds=180)
`;

/**
 * `packages.py`: packages of the distribution, or of the mirror's bundle where the node reaches nothing else. An image that
 * has them is left as it is.
 */
const packages = ({ format }: System): string => String.raw`"""Packages of the distribution."""
import os
import shutil
import subprocess
import time

import aws
import node

# Our choice: four attempts within two minutes; a mirror of the distribution that is down for longer fails the boot.
PAUSES = (10, 30, 60, None)
FOLDER = '/var/tmp/packages'


def install(*names, pauses=PAUSES):
    """Installs what is not there yet."""
    if all(there(name) for name in names):
        return
    if 'packages' in node.CONFIG:
        unpack(node.CONFIG['packages'])
        return install_now(names, repository())
    for pause in pauses:
        try:
            return install_now(names)
        except (RuntimeError, subprocess.TimeoutExpired) as error:
            if pause is None:
                raise
            node.log('again in %d s: %s' % (pause, error))
        time.sleep(pause)


def unpack(url):
    """The mirror's repository of packages and all that they need: what an image has already is left as it is."""
    if not os.path.isdir(FOLDER):
        part, tarball = FOLDER + '.part', FOLDER + '.tar'
        aws.download(url, tarball)
        os.makedirs(part, exist_ok=True)
        try:
            node.run('tar', '-xf', tarball, '-C', part)
            os.rename(part, FOLDER)
        finally:
            # On a full disk what did not fit goes first, so that the reason fits.
            os.remove(tarball)
            shutil.rmtree(part, ignore_errors=True)


def install_file(path):
    install_now([path])


${format === 'deb' ? deb : rpm}`;

/**
 * Debian's relatives update their packages each day and restart what they touch, the proxies among them, at a time that
 * nobody chose; the others do not by themselves. A node is patched by another image, one node after the other.
 */
const noUpdatesByItself: BootFile = {
  path: '/etc/apt/apt.conf.d/99-mattermost',
  mode: '0644',
  text: 'APT::Periodic::Unattended-Upgrade "0";\n',
};

export const packageFiles = ({ system }: Pick<Node, 'system'>): readonly BootFile[] => [
  ...(systemOf(system).format === 'deb' ? [noUpdatesByItself] : []),
  { path: `${modules}/packages.py`, mode: '0644', text: packages(systemOf(system)) },
];

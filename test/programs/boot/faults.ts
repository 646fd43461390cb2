import { strict as assert } from 'node:assert';
import { randomBytes } from 'node:crypto';
import { licence, licenceDay } from '../../boot/licence';
import { mirror, password, release, secrets, type Booted, type Deployment, type Given } from './deployment';
import { agentSays, results, serves, signals, until, type Proof } from './proof';
import { tarball, tarballOf } from './release';

/** What keeps a node from joining: it says why, group and stack hear of it, and the boot may be run again. */
export function faults(deployment: Deployment): readonly Proof[] {
  const { cloud } = deployment;
  let booted: Booted;

  /** A new node that gives up at its first boot. */
  const givesUp = async (given: Given, reason: RegExp): Promise<void> => {
    [booted] = await deployment.boot({ agent: 'in the image', ...given });
    await until(
      'the node gives up',
      60,
      () => booted.node.log.includes(' FAILED at ') && results(deployment).length > 0,
    );
    assert.match(booted.node.log, reason);
    assert.deepEqual(results(deployment), ['launch ABANDON']);
    assert.deepEqual(signals(deployment), ['chat AppFleetGroup FAILURE']);
    assert.equal(await agentSays(booted.node), 'nothing');
  };

  /** The boot once more, on the same node; gives what it said. */
  const again = async (): Promise<string> => {
    const before = booted.node.log.length;
    await booted.node.run('/usr/local/bin/mattermost-boot').catch(() => undefined);
    return booted.node.log.slice(before);
  };

  /** Once more, by a node that nobody waits for: its failure ends at once. */
  const failsAgain = async (reason: RegExp): Promise<void> => {
    booted.instance.state = 'InService';
    assert.match(await again(), reason);
  };

  const joinsAgain = async (meanwhile?: () => Promise<void>): Promise<void> => {
    booted.instance.state = 'Pending:Wait';
    cloud.calls.length = 0;
    const [said] = await Promise.all([again(), meanwhile?.()]);
    assert.match(said, / ready after /);
    assert.deepEqual(results(deployment), ['launch CONTINUE']);
    assert.deepEqual(signals(deployment), ['chat AppFleetGroup SUCCESS']);
    await serves(booted.node);
  };

  const neverJoins = (what: string, given: Given, reason: RegExp): Proof => [
    `never joins: ${what}`,
    async () => {
      await givesUp(given, reason);
      assert.equal(booted.node.records('started.jsonl').length, 0, 'the server was started');
    },
  ];

  /** Nothing is left of the server, and the disk takes what is said. */
  const isClean = async (): Promise<void> => {
    const left = ['mattermost', 'mattermost.part', 'mattermost.tar.gz', 'mattermost.tar.gz.part'];
    assert.deepEqual(
      left.filter((name) => booted.node.has(`/opt/${name}`)),
      [],
    );
    await booted.node.run('dd', 'if=/dev/zero', 'of=/var/log/more', 'bs=64k', 'count=1', 'status=none');
    await booted.node.run('rm', '/var/log/more');
  };
  // What no compression makes smaller.
  const large = tarballOf({ ballast: randomBytes(8 << 20) });

  const launchIs = (seconds: number) =>
    booted.node.run('sed', '-i', `s/"launchSeconds": [0-9]*/"launchSeconds": ${seconds}/`, '/etc/mattermost/node.json');

  return [
    neverJoins(
      'the tarball is not there',
      { node: { server: { version: '11.7.9', sha256: release.sha256, url: `${mirror}/other.tar.gz` } } },
      /FAILED at install: download of s3:\/\/mirror\/mattermost\/other.tar.gz: HTTP 404 NoSuchKey/,
    ),
    [
      'never joins: the tarball is another one',
      async () => {
        await deployment.store('other.tar.gz', tarball('other').bytes);
        await failsAgain(
          /FAILED at install: .* is not what was asked for; expected sha256 [0-9a-f]{64}, got [0-9a-f]{64}/,
        );
        await isClean();
      },
    ],
    neverJoins(
      'a parameter is missing',
      { without: ['database.secret'] },
      /FAILED at settings: parameters that do not exist: \/mattermost\/mattermost\/database\/secret/,
    ),
    [
      'joins all the same when the parameter is there and the boot is run again',
      async () => {
        await deployment.bind('database.secret');
        await joinsAgain();
      },
    ],
    neverJoins('the licence has no value', { licence: '' }, /FAILED at settings: .* has no value; put one in/),
    [
      'never joins: the licence has expired',
      async () => {
        await deployment.licenceIs(licence({ expires_at: Date.now() - licenceDay }));
        await failsAgain(/FAILED at licence: the licence in secrets.licence has expired on \d{4}-\d\d-\d\d: renew it/);
      },
    ],
    [
      'never joins: the fleet runs a version two minors away',
      async () => {
        await deployment.bind('appFleet.runningVersion', { running: '11.5.1' });
        await failsAgain(/FAILED at version: version 11.7.9 may not join a fleet that runs 11.5.1: .*/);
      },
    ],
    neverJoins(
      'the disk is too small for the server, which both numbers say before anything is downloaded',
      { disk: '6m', tarball: large },
      /FAILED at install: the server needs 16\.\d MB of disk and [34]\.\d are free: pin a larger appFleet.diskGiB/,
    ),
    [
      'a disk that is full after all, of what is downloaded or unpacked, is freed before the reason is said',
      async () => {
        cloud.ranges = false;
        await failsAgain(/FAILED at install: download of s3:.*: No space left on device/);
        await isClean();
        booted.node.resize('14m');
        await failsAgain(/FAILED at install: tar .* ended with 2: .*No space left on device/);
        await isClean();
      },
    ],
    [
      'joins all the same when the disk is larger and the boot is run again',
      async () => {
        booted.node.resize('64m');
        await joinsAgain();
      },
    ],
    [
      'never joins: the database refuses the login, which the server says, without a secret',
      async () => {
        await givesUp(
          { database: 'refuses the login' },
          /FAILED at start: systemctl start mattermost ended with 1: [^]*; the server: [^]*pq: password authentication failed for user "mattermost" at postgres:\/\/\*\*\*@database\.writer\.example\.com:5432\//,
        );
        assert.match(booted.node.log, /"msg": "no login with \*\*\*"/);
        const said = ['/var/log/mattermost/boot.log', '/var/log/first-boot', '/dev/console'].map((path) =>
          booted.node.read(path),
        );
        for (const secret of Object.values(secrets).map((each) => each.password)) {
          for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) {
            assert.ok(!said.join().includes(form), 'a secret is seen');
          }
        }
        assert.ok(said.every((text) => text.includes('password authentication failed')));
        assert.ok((await booted.node.run('journalctl', '-u', 'mattermost')).includes(password), 'it was never said');
      },
    ],
    [
      'a boot whose database takes no connection says where, for how long, and what to look at',
      async () => {
        await deployment.databaseIs('is not there');
        await launchIs(66);
        await failsAgain(
          /FAILED at database: no connection to the database database\.writer\.example\.com:5432 after \d s: \[Errno 111\] Connection refused; see its cluster and its security group/,
        );
      },
    ],
    [
      'joins when its database comes while it waits',
      async () => {
        await launchIs(1_200);
        const before = booted.node.log.length;
        await joinsAgain(async () => {
          await until('the node waits', 20, () =>
            booted.node.log.slice(before).includes('no connection to the database'),
          );
          await deployment.databaseIs(undefined);
        });
      },
    ],
  ];
}

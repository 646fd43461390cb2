import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { mirrorFiles } from '../../constructs/boot';
import { script } from '../../bin/commands/mirror/script';
import { pathOf, requires } from '../requires';
import { distributionOf, exporterPackages } from './distribution';
import { fill, type Outside } from './fill';

const mirror = 's3://their-mirror/mattermost';
const tarball = Buffer.from('a tarball');
const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const keyUrl = 'https://deb.packages.mattermost.com/pubkey.gpg';

/** Somebody who signs. */
class Signer {
  readonly fingerprint: string;
  readonly #home = mkdtempSync(join(tmpdir(), 'gpg-'));

  constructor(readonly name: string) {
    this.#gpg('--passphrase', '', '--quick-gen-key', name, 'ed25519', 'sign', 'never');
    this.fingerprint = /^fpr:*([0-9A-F]{40})/m.exec(this.#gpg('--with-colons', '--list-keys').toString())![1]!;
  }

  #gpg(...args: readonly string[]): Buffer {
    const { status, stdout, stderr } = spawnSync(pathOf('gpg'), [
      '--homedir',
      this.#home,
      '--batch',
      '--quiet',
      ...args,
    ]);
    if (status !== 0) throw new Error(stderr.toString());
    return stdout;
  }

  get key(): Buffer {
    return this.#gpg('--armor', '--export');
  }

  sign(bytes: Buffer): Buffer {
    const file = join(this.#home, 'signed');
    writeFileSync(file, bytes);
    return this.#gpg('--output', '-', '--detach-sign', file);
  }

  close(): void {
    spawnSync('gpgconf', ['--homedir', this.#home, '--kill', 'gpg-agent']);
    rmSync(this.#home, { recursive: true });
  }
}

const files = (egress: string) =>
  mirrorFiles({
    ...{ mirror, egress, system: 'ubuntu-24.04', fleets: ['appFleet'] },
    server: { version: '11.7.9', sha256: digest(tarball), url: `${mirror}/mattermost-11.7.9-linux-amd64.tar.gz` },
  });

describe('the program that fills a mirror', () => {
  let vendor: Signer;
  let other: Signer;
  let web: Readonly<Record<string, Buffer>>;
  const run = (outside: Outside = {}, egress = 'nat') => {
    const key = { fingerprint: vendor.fingerprint, url: keyUrl };
    return fill(script(files(egress), { mirror, system: 'ubuntu-24.04', key }), { web, ...outside });
  };
  beforeAll(() => {
    [vendor, other] = [new Signer('vendor'), new Signer('other')];
    const { from, signature } = files('nat')[0]!;
    web = {
      [String(from)]: tarball,
      [signature!]: vendor.sign(tarball),
      [keyUrl]: vendor.key,
      'https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem': Buffer.from('certificates'),
      'https://amazoncloudwatch-agent.s3.amazonaws.com/ubuntu/amd64/latest/amazon-cloudwatch-agent.deb':
        Buffer.from('agent'),
    };
  });
  afterAll(() => {
    vendor.close();
    other.close();
  });
  const changed = (part: string, bytes: Buffer) =>
    Object.fromEntries(Object.entries(web).map(([url, old]) => [url, url.endsWith(part) ? bytes : old]));

  requires('gpg')('uploads what it has got, under the names of the mirror, and says what it was', async () => {
    const { code, said, bucket, asked } = await run();
    expect({ code, said }).toEqual({ code: 0, said: expect.stringContaining(digest(tarball)) });
    expect([...bucket].map(([name, bytes]) => [name, bytes.toString()])).toEqual([
      ['amazon-cloudwatch-agent.deb', 'agent'],
      ['global-bundle.pem', 'certificates'],
      ['mattermost-11.7.9-linux-amd64.tar.gz', 'a tarball'],
    ]);
    expect(asked).toBe(`s3 cp --recursive --only-show-errors . ${mirror}/`);
  });

  requires('gpg')('takes the key of the vendor from a file that holds others too', async () => {
    const both = Buffer.concat([other.key, vendor.key]);
    expect(await run({ web: changed('pubkey.gpg', both) })).toMatchObject({ code: 0 });
  });

  const failures: readonly (readonly [what: string, wrong: () => Outside, reason: RegExp])[] = [
    [
      'the tarball is not that of the plan',
      () => ({ web: changed('.tar.gz', Buffer.from('another')) }),
      /is not what nodes accept; expected sha256 [0-9a-f]{64}, got [0-9a-f]{64}/,
    ],
    [
      'the key has another fingerprint',
      () => ({ web: changed('pubkey.gpg', other.key) }),
      /the key of the vendor is another one; expected [0-9A-F]{40}, got [0-9A-F]{40}/,
    ],
    [
      'another key of the same file has signed',
      () => ({
        web: {
          ...changed('pubkey.gpg', Buffer.concat([vendor.key, other.key])),
          ...Object.fromEntries(
            Object.keys(web)
              .filter((url) => url.endsWith('.sig'))
              .map((url) => [url, other.sign(tarball)]),
          ),
        },
      }),
      /is not signed by the vendor's key/,
    ],
    [
      'the signature is of something else',
      () => ({ web: changed('.sig', vendor.sign(Buffer.from('another'))) }),
      /is not signed by the vendor's key/,
    ],
    [
      'a file is not to be had',
      () => ({ web: Object.fromEntries(Object.entries(web).filter(([url]) => !url.endsWith('.pem'))) }),
      /global-bundle.pem is not to be had/,
    ],
  ];
  requires('gpg').each(failures)('fails where %s, and uploads nothing', async (_, wrong, reason) => {
    const { code, said, asked } = await run(wrong());
    expect(said).toMatch(reason);
    expect(said).not.toMatch(/left something behind/);
    expect({ code, asked }).toEqual({ code: 1, asked: '' });
  });

  describe('where nodes reach nothing else', () => {
    const distribution = distributionOf(exporterPackages);

    requires('apt-get')('brings packages with all that they need, and no others, as a repository', async () => {
      const { code, said, bucket } = await run({ distribution }, 'none');
      expect({ code, said }).toMatchObject({ code: 0 });
      const folder = mkdtempSync(join(tmpdir(), 'repository-'));
      writeFileSync(join(folder, 'it.tar'), bucket.get('appFleet-packages.tar')!);
      mkdirSync(join(folder, 'it'));
      spawnSync('tar', ['-xf', join(folder, 'it.tar'), '-C', join(folder, 'it')]);
      const packages = readFileSync(join(folder, 'it/Packages'), 'utf8');
      expect([...packages.matchAll(/^Package: (.*)/gm)].map(([, name]) => name).sort()).toEqual([
        'node-exporter-library',
        'prometheus-node-exporter',
      ]);
      for (const [, name, size, sha256] of packages.matchAll(/Filename: (.*)\nSize: (.*)\nSHA256: (.*)/g)) {
        const bytes = readFileSync(join(folder, 'it', name!));
        expect([bytes.length, digest(bytes)]).toEqual([Number(size), sha256]);
        expect(name).not.toMatch(/[:%]/);
      }
      rmSync(folder, { recursive: true });
    });

    requires('apt-get')('fails where a package that is needed is missing, and uploads nothing', async () => {
      const { code, said, asked } = await run({ distribution: distributionOf(exporterPackages.slice(0, 1)) }, 'none');
      expect(said).toMatch(/E: .*broken packages/);
      expect({ code: code > 0, asked }).toEqual({ code: true, asked: '' });
    });

    requires('apt-get')('fails on a machine of another operating system, before anything is asked', async () => {
      const { code, said } = await run({ distribution, system: 'ID=debian\nVERSION_ID="12"\n' }, 'none');
      expect({ code, said }).toEqual({
        code: 1,
        said: expect.stringMatching(/this machine is debian:12: run it on Ubuntu/),
      });
      expect(said).not.toMatch(/ from https/);
    });
  });
});

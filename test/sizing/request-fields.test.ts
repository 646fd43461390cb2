import { describe, expect, test } from '@jest/globals';
import { planArchitecture, type Request } from '../../architectures/sizing';
import { issuesOf } from './failing';

const base = { concurrentUsers: '15k' } as const;

describe('availability', () => {
  test.each([[1], [199], [200], ['200']] as const)(
    'of %s is a single node unless asked otherwise',
    (concurrentUsers) => {
      expect(planArchitecture({ concurrentUsers }).request.availability).toBe('single-node');
    },
  );

  test.each([[201], ['1k'], ['15k'], ['200k']] as const)(
    'of %s is node-loss unless asked otherwise',
    (concurrentUsers) => {
      expect(planArchitecture({ concurrentUsers }).request.availability).toBe('node-loss');
    },
  );

  test.each(['node-loss', 'as-published', 'single-node'] as const)('%s is what was asked for', (availability) => {
    expect(planArchitecture({ concurrentUsers: '200', availability }).request.availability).toBe(availability);
  });
});

describe('version', () => {
  test('fails on one that is not in the data, without its digest', () => {
    expect(issuesOf({ ...base, version: '11.8.5' })).toEqual([
      {
        what: "'sha256' is missing: version 11.8.5 is not in the data",
        allowed: '11.7.9, 11.10.0 without it, others with it',
        todo: expect.stringContaining('archive'),
      },
    ]);
  });

  test.each(['11.7.9', '11.10.0'])('fails on %s with another digest than the archive prints', (version) => {
    const issues = issuesOf({ ...base, version, sha256: 'b'.repeat(64) });
    expect(issues).toEqual([
      expect.objectContaining({ what: `'sha256' is not that of version ${version}`, given: 'b'.repeat(64) }),
    ]);
  });

  test.each(['11.6.9', '10.11.17', '12.0.0', '12.1.0'])(
    'fails on %s with one issue: a digest would not help',
    (version) => {
      expect(issuesOf({ ...base, version })).toEqual([
        expect.objectContaining({ what: "'version' is outside the lines whose settings are known", given: version }),
      ]);
    },
  );

  test.each(['011.7.9', '11.07.9', '11.7.09'])('fails on %s: no release is written so', (version) => {
    expect(issuesOf({ ...base, version, sha256: 'b'.repeat(64) })).toEqual([
      expect.objectContaining({ what: "'version' is not valid", given: JSON.stringify(version) }),
    ]);
  });

  test.each(['11.7.0', '11.8.5', '11.99.9'])('%s is planned with its digest', (version) => {
    expect(planArchitecture({ ...base, version, sha256: 'b'.repeat(64) }).request.version).toBe(version);
  });
});

describe('region', () => {
  test.each(['us-east-1', 'us-west-2', 'eu-central-1', 'us-gov-west-1'])(
    '%s offers what the plan buys of EC2',
    (region) => {
      const texts = planArchitecture({ ...base, region }).notes.map(({ text }) => text);
      expect(texts).toContainEqual(expect.stringMatching(new RegExp(`^${region} offers the EC2 types`)));
      expect(texts).toContainEqual(expect.stringContaining('database, search and cache classes: not checked'));
    },
  );

  test.each(['ap-southeast-2', 'us-gov-east-1', 'cn-north-1', 'mx-central-1'])(
    '%s is planned and said not to be checked',
    (region) => {
      const { notes } = planArchitecture({ ...base, region, pins: { 'appFleet.instance': 'c7a.xlarge' } });
      expect(notes.map(({ text }) => text)).toContainEqual(
        expect.stringMatching(new RegExp(`^${region}: not checked`)),
      );
    },
  );

  test('that is not given is said not to be checked', () => {
    expect(planArchitecture(base).notes.map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/^no region given: .* not checked$/),
    );
  });

  test('fails on a class that it does not offer, and each class that it names instead is planned', () => {
    const pinned = (instance: string): Request => ({
      ...base,
      region: 'us-gov-west-1',
      pins: { 'appFleet.instance': instance },
    });
    const [issue, ...others] = issuesOf(pinned('c7a.xlarge'));
    expect(others).toEqual([]);
    expect(issue).toMatchObject({
      what: "'appFleet.instance' is not offered in us-gov-west-1",
      given: 'c7a.xlarge',
      todo: expect.stringContaining('another region'),
    });
    const instead = issue!.allowed!.split(', ');
    expect(instead).toContain('c7i.xlarge');
    expect(instead.map((instance) => planArchitecture(pinned(instance)).components.appFleet.instance)).toEqual(instead);
    expect(planArchitecture({ ...pinned('c7a.xlarge'), region: 'eu-central-1' }).request.region).toBe('eu-central-1');
  });
});

describe('address ranges', () => {
  test.each(['10.0.0.0/16', '10.20.0.0/22', '172.16.0.0/17', '192.168.0.0/16', '100.64.4.0/22'])(
    '%s is the range of the VPC',
    (vpcCidr) => {
      expect(planArchitecture({ ...base, vpcCidr }).components.network.cidr).toBe(vpcCidr);
    },
  );

  test.each([['0.0.0.0/0'], ['203.0.113.7/32'], ['198.51.100.0/24', '10.0.0.0/8']])(
    '%s may reach the load balancer',
    (...allowFrom) => {
      const { traffic } = planArchitecture({ ...base, allowFrom });
      const from = traffic.flatMap((rule) => (rule.from === 'clients' ? [rule.cidr] : []));
      expect([...new Set(from)]).toEqual(allowFrom);
    },
  );

  test.each([
    ['public', ['0.0.0.0/0'], 'internet-facing'],
    ['private', ['10.7.0.0/16'], 'internal'],
  ] as const)('a %s site is open to %j by default', (exposure, open, scheme) => {
    const { request, components } = planArchitecture({ ...base, exposure, vpcCidr: '10.7.0.0/16' });
    expect(request.allowFrom).toEqual(open);
    expect(components.loadBalancer.scheme).toBe(scheme);
  });

  test('fails on a range that is named twice: two rules would have one id', () => {
    expect(issuesOf({ ...base, allowFrom: ['10.0.0.0/8', '10.0.0.0/8'] })).toEqual([
      expect.objectContaining({ what: "'allowFrom' is not valid" }),
    ]);
  });

  test.each(['hello', '10.0.0.0/8', '10.0.3.7/16', ''])("fails on a VPC range pinned to '%s'", (cidr) => {
    expect(issuesOf({ ...base, pins: { 'network.cidr': cidr } })).toEqual([
      expect.objectContaining({
        what: expect.stringContaining("'network.cidr'"),
        given: JSON.stringify(cidr),
      }),
    ]);
  });
});

describe('mail', () => {
  const mailOf = (smtp: Request['smtp']): Record<string, string> =>
    Object.fromEntries(
      planArchitecture({ ...base, smtp })
        .settings.filter(({ env }) => env.startsWith('MM_EMAILSETTINGS_') && !env.endsWith('BATCHING'))
        .map(({ env, text }) => [
          env.replace('MM_EMAILSETTINGS_', ''),
          text.filter((piece) => typeof piece === 'string').join(''),
        ]),
    );

  test.each([
    ['smtp://mail.example.com:587', 'mail.example.com', '587', 'STARTTLS'],
    ['smtps://relay:465', 'relay', '465', 'TLS'],
    ['smtp://10.1.2.3:65535', '10.1.2.3', '65535', 'STARTTLS'],
    ['smtp://a:1', 'a', '1', 'STARTTLS'],
  ] as const)('%s is sent by %s, port %s, %s', (smtp, host, port, security) => {
    expect(mailOf(smtp)).toMatchObject({
      SENDEMAILNOTIFICATIONS: 'true',
      SMTPSERVER: host,
      SMTPPORT: port,
      CONNECTIONSECURITY: security,
    });
  });

  test('is missed by a note where no server is named', () => {
    const about = (request: Request) => planArchitecture(request).notes.filter(({ text }) => text.includes('smtp'));
    expect(about(base)).toEqual([
      { level: 'warning', about: 'request', text: expect.stringMatching(/^no smtp given: .*invited by mail/) },
    ]);
    expect(about({ ...base, smtp: 'smtp://mail.example.com:587' })).toEqual([]);
  });

  test.each([0, 65_536, 99_999])('fails on port %i, which TCP does not have', (port) => {
    expect(issuesOf({ ...base, smtp: `smtp://mail.example.com:${port}` })).toEqual([
      expect.objectContaining({ what: "'smtp' is not valid" }),
    ]);
  });
});

describe('the first administrator', () => {
  test.each([
    [{}, 'admin@localhost.localdomain'],
    [{ domainName: 'chat.example.com' }, 'admin@chat.example.com'],
    [{ domainName: 'xn--bcher-kva.example' }, 'admin@xn--bcher-kva.example'],
    [{ adminEmail: 'ops@example.com', domainName: 'chat.example.com' }, 'ops@example.com'],
  ] as const)('of %j has the address %s', (options, address) => {
    expect(planArchitecture({ ...base, ...options }).request.adminEmail).toBe(address);
  });

  test.each(['a.b', 'chat.xn--p1ai', 'chat.example.x1'])(
    'has an address that a request may name, for every host name that it may: %s',
    (domainName) => {
      const { adminEmail } = planArchitecture({ ...base, domainName }).request;
      expect(planArchitecture({ ...base, domainName, adminEmail }).request.adminEmail).toBe(adminEmail);
    },
  );
});

describe('the tarball of the server', () => {
  const tarball = 'mattermost-11.7.9-linux-amd64.tar.gz';
  const serverOf = (options: Partial<Request>) => planArchitecture({ ...base, ...options }).components.appFleet.server;

  test.each([
    [{}, `https://releases.mattermost.com/11.7.9/${tarball}`],
    [{ mirror: 's3://mirror' }, `s3://mirror/${tarball}`],
    [{ mirror: 's3://mirror/mattermost/lts' }, `s3://mirror/mattermost/lts/${tarball}`],
    [{ version: '11.10.0' }, 'https://releases.mattermost.com/11.10.0/mattermost-11.10.0-linux-amd64.tar.gz'],
  ] as const)('of %j is %s', (options, url) => {
    expect(serverOf(options).url).toBe(url);
  });

  test('is known by the digest of the archive, or by that of the request', () => {
    const mine = 'b'.repeat(64);
    expect(serverOf({}).sha256).toBe('a22e631ae4a1f704c2bcf45ad8dcc377184081c50954a9269b7f62bd663a7a04');
    expect(serverOf({ version: '11.8.5', sha256: mine })).toMatchObject({ version: '11.8.5', sha256: mine });
  });
});

import { describe, expect, test } from '@jest/globals';
import {
  explain,
  planArchitecture,
  PlanError,
  requestFields,
  requestJsonSchema,
  type Request,
} from '../../architectures/sizing';
import { isComplete, issuesOf } from './failing';
import { namedSizes } from './published';
import { numberTokens, textToken, wrong, wrongPins } from './requests';

const base = { concurrentUsers: '15k' } as const;
const fields = Object.keys(wrong) as (keyof Request)[];
const named = (what: unknown): string =>
  typeof what === 'number' ? String(what) : (JSON.stringify(what) ?? 'nothing');

describe('fails on a field', () => {
  const cases = fields.flatMap((field) => wrong[field].map((value) => [field, named(value), value] as const));

  test.each(cases)('%s of %s', (field, _, value) => {
    const issues = issuesOf({ ...base, [field]: value });
    expect(issues.filter(({ what }) => what.includes(`'${field}'`))).toHaveLength(1);
    expect(issues.filter((issue) => !isComplete(issue))).toEqual([]);
  });

  test.each(wrongPins)("pinned at '%s' to %j", (path, value) => {
    const issues = issuesOf({ ...base, pins: { [path]: value } });
    expect(issues.length).toBeGreaterThan(0);
    expect(issues.filter((issue) => !isComplete(issue))).toEqual([]);
    expect(issues.some(({ what, given }) => `${what} ${given}`.includes(path))).toBe(true);
  });

  test.each(numberTokens)('the number token %d as it was given, for every field that holds a number', (token) => {
    const numbers = ['concurrentUsers', 'postsMillions', 'retentionMonths', 'filesPerUserPerMonthMB'];
    const issues = issuesOf(Object.fromEntries(numbers.map((field) => [field, token])));
    expect(issues.map(({ what, given }) => [what, given])).toEqual(
      numbers.map((field) => [`'${field}' is not valid`, String(token)]),
    );
  });

  test('a text token as it was given, for every field that holds a text', () => {
    const texts = fields.filter((field) => wrong[field].includes(textToken));
    expect(texts.length).toBeGreaterThan(10);
    const issues = issuesOf({ ...base, ...Object.fromEntries(texts.map((field) => [field, textToken])) });
    expect(issues.map(({ given }) => given)).toEqual(texts.map(() => JSON.stringify(textToken)));
  });

  test('of another name, in the words of the caller', () => {
    const [issue, ...others] = issuesOf({ ...base, regoin: 'eu-central-1' });
    expect(others).toEqual([]);
    expect(issue!.what).toContain("'regoin'");
    expect(issue!.allowed).toBe(requestFields.join(', '));
    expect(isComplete(issue!)).toBe(true);
  });

  test('that is missing, without a given', () => {
    expect(issuesOf({})).toEqual([
      {
        what: "'concurrentUsers' is missing",
        allowed: expect.stringContaining('1 to 200,000'),
        todo: expect.stringMatching(/./),
      },
    ]);
  });
});

describe('fails without repeating a secret', () => {
  test('that stands in the address of the mail server', () => {
    const issues = issuesOf({ ...base, smtp: 'smtp://relay:hunter2@mail.example.com:587' });
    expect(issues).toHaveLength(1);
    expect(JSON.stringify(issues)).not.toContain('hunter2');
  });

  test('that stands in a field which a request does not have', () => {
    const issues = issuesOf({ ...base, smtpPassword: 'hunter2' });
    expect(issues).toEqual([expect.objectContaining({ what: expect.stringContaining("'smtpPassword'") })]);
    expect(JSON.stringify(issues)).not.toContain('hunter2');
  });
});

describe('fails on what is no request', () => {
  const none: readonly unknown[] = [undefined, null, 15_000, '15k', true, [], [base], Symbol('x'), 1n, () => base];

  test.each(none.map((value) => [typeof value, value]))('a %s', (_, value) => {
    const issues = issuesOf(value);
    expect(issues).toEqual([expect.objectContaining({ what: 'the request is not an object' })]);
    expect(issues.filter((issue) => !isComplete(issue))).toEqual([]);
  });

  test.each([new Date(0), new Map([['concurrentUsers', '15k']]), new Set(['15k']), Object.create(null) as object])(
    'an object of another kind: %p',
    (value) => {
      expect(issuesOf(value).map(({ what }) => what)).toContain("'concurrentUsers' is missing");
    },
  );
});

describe('fails at once', () => {
  test('with one issue for each field that is wrong and one for each that is unknown', () => {
    const all = Object.fromEntries(fields.map((field) => [field, wrong[field][0]]));
    const issues = issuesOf({ ...all, users: 15_000, size: '15k' });
    const subjects = issues.map(({ what }) => /'(\w+)'/.exec(what)?.[1]);
    expect(subjects.sort()).toEqual([...fields, 'users', 'size'].sort());
  });

  test('with what no single field shows beside what one field shows', () => {
    const issues = issuesOf({
      concurrentUsers: 201,
      availability: 'single-node',
      platform: 'kubernetes',
      calls: true,
      version: '11.7.9',
      sha256: 'a'.repeat(64),
      region: 'nowhere',
    });
    expect(issues.map(({ what }) => what)).toEqual([
      expect.stringContaining("'region'"),
      expect.stringContaining("'platform'"),
      expect.stringContaining("'calls'"),
      expect.stringContaining("'availability'"),
      expect.stringContaining("'sha256'"),
    ]);
  });

  test('with every pin that is wrong and every limit that is passed', () => {
    const pins = {
      'database.reeders': 1,
      'database.readers': '1',
      'appFleet.nodes': 101,
      'proxy.instance': 'c7g.large',
    };
    const issues = issuesOf({ ...base, pins });
    for (const path of Object.keys(pins)) {
      expect(issues.filter(({ what, given }) => `${what} ${given}`.includes(path))).toHaveLength(1);
    }
  });

  test('with one line of text for each issue, in the order of the issues', () => {
    const request = { id: 'A', concurrentUsers: NaN, regoin: 'x' };
    const message = (() => {
      try {
        planArchitecture(request);
        return '';
      } catch (error) {
        return (error as PlanError).message;
      }
    })();
    const lines = message.split('\n');
    expect(lines).toHaveLength(3);
    issuesOf(request).forEach(({ what, allowed, todo }, i) => {
      for (const part of [what, allowed, todo]) expect(lines[i]).toContain(part);
    });
    expect(lines[2]).toMatch(/^'concurrentUsers' is not valid; given NaN; allowed: a whole number .*; /);
  });
});

describe('fails in the words of the house', () => {
  test.each([
    ['mirror', 's3://mirror/', 's3://bucket/folder, the folder optional, without a slash at the end'],
    ['upgrade', 'blue-green', 'rolling, stop'],
    ['listener', 'tcp', 'https, http'],
    ['smtpLogin', 'yes', 'true, false'],
    ['mailFrom', 'chat', 'a mail address'],
    ['alarmEmail', 'a@example.com,b@example.com', 'a mail address'],
    ['openSignUp', 1, 'true, false'],
  ])("on '%s' of %j: allowed is %s", (field, given, allowed) => {
    expect(issuesOf({ ...base, [field]: given })).toEqual([
      {
        what: `'${field}' is not valid`,
        given: JSON.stringify(given),
        allowed,
        todo: expect.stringMatching(/^\w.*\w$/),
      },
    ]);
  });
});

describe('what cannot be planned is refused with its reason', () => {
  test('fails on kubernetes: nothing was measured there', () => {
    expect(issuesOf({ ...base, platform: 'kubernetes' })).toEqual([
      {
        what: "'platform' kubernetes cannot be planned",
        given: 'kubernetes',
        allowed: 'ec2',
        todo: expect.stringMatching(/no published run was on Kubernetes.*not tied to any measurement/),
      },
    ]);
  });

  test('fails on calls: media servers are not counted', () => {
    expect(issuesOf({ ...base, calls: true })).toEqual([
      {
        what: "'calls' cannot be planned",
        given: 'true',
        allowed: 'false',
        todo: expect.stringContaining('media servers need a size of their own'),
      },
    ]);
  });

  test.each([201, 2_000, '1k', '200k'])('fails on a single node for %s', (concurrentUsers) => {
    expect(issuesOf({ concurrentUsers, availability: 'single-node' })).toEqual([
      {
        what: "'availability' single-node is for evaluation",
        given: expect.stringContaining('single-node with'),
        allowed: 'single-node up to 200 concurrent users',
        todo: expect.stringContaining('leave availability out'),
      },
    ]);
  });
});

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

describe('what a request may open or stop is said in a note', () => {
  const notesOf = (options: Partial<Request>) => planArchitecture({ ...base, ...options }).notes;

  test.each([
    [{ listener: 'http' }, 'warning', /^listener http: passwords and messages travel in the clear/],
    [{ upgrade: 'stop' }, 'warning', /^upgrade stop: .*the service stops/],
    [{ openSignUp: true }, 'warning', /^openSignUp: everybody from 0\.0\.0\.0\/0 may make an account/],
    [{ openSignUp: true, allowFrom: ['10.0.0.0/8'] }, 'warning', /^openSignUp: everybody from 10\.0\.0\.0\/8 /],
  ] as const)('%j by a %s', (options, level, text) => {
    const note = { level, about: 'request', text: expect.stringMatching(text) };
    expect(notesOf(options)).toContainEqual(note);
    expect(notesOf({})).not.toContainEqual(note);
  });

  test('alarms that nobody gets, unless somebody is named', () => {
    const note = { level: 'info', about: 'request', text: expect.stringMatching(/^no alarmEmail given: /) };
    expect(notesOf({})).toContainEqual(note);
    expect(notesOf({ alarmEmail: 'operators@example.com' })).not.toContainEqual(note);
  });
});

describe('defaults', () => {
  test.each([
    ['upgrade', 'rolling', /one minor version/],
    ['listener', 'https', /do not travel in the clear/],
    ['smtpLogin', true, /asks for one/],
    ['openSignUp', false, /people are invited/],
    ['adminEmail', 'admin@localhost.localdomain', /an account needs an address/],
  ] as const)('%s is %j, because %s', (field, value, because) => {
    const plan = planArchitecture(base);
    expect(explain(plan, `request.${field}`)).toEqual([
      { path: `request.${field}`, value, provenance: 'default', because: expect.stringMatching(because) },
    ]);
  });

  test.each(['mirror', 'mailFrom', 'alarmEmail'])('%s has none: it is absent unless it is given', (field) => {
    const plan = planArchitecture(base);
    expect(plan.request).not.toHaveProperty(field);
    expect(explain(plan, `request.${field}`)).toEqual([]);
  });

  test.each([
    ['the shortest request', base],
    ['an evaluation', { concurrentUsers: '200' }],
    ['a private site', { ...base, exposure: 'private' }],
  ] as const)('of %s are decisions, each with its reason', (_, request) => {
    const plan = planArchitecture(request);
    const taken = Object.keys(plan.request).filter((field) => !(field in request));
    expect(explain(plan, 'request').map(({ path }) => path)).toEqual(
      expect.arrayContaining(taken.map((f) => `request.${f}`)),
    );
    expect(explain(plan, 'request')).toHaveLength(taken.length);
    for (const { path, value, provenance, because } of explain(plan, 'request')) {
      expect([path, provenance]).toEqual([path, 'default']);
      expect(value).toEqual(plan.request[path.replace('request.', '') as keyof Request]);
      expect(because.length).toBeGreaterThan(10);
    }
  });

  test('a field that is given as undefined is not given', () => {
    expect(planArchitecture({ ...base, region: undefined, proxy: undefined })).toEqual(planArchitecture(base));
  });
});

describe('the JSON Schema for editors', () => {
  const schema = requestJsonSchema() as {
    readonly required: string[];
    readonly additionalProperties: boolean;
    readonly properties: Record<string, { readonly description: string; readonly default?: unknown }>;
  };

  test('has the fields of the parser, described, and refuses others', () => {
    expect(Object.keys(schema.properties)).toEqual(requestFields);
    expect(schema).toMatchObject({ required: ['concurrentUsers'], additionalProperties: false });
    expect(Object.values(schema.properties).filter(({ description }) => !description)).toEqual([]);
  });

  test('has the defaults of the parser', () => {
    const { request } = planArchitecture(base);
    const defaults = Object.entries(schema.properties).filter(([, { default: value }]) => value !== undefined);
    expect(defaults.length).toBeGreaterThan(10);
    for (const [field, { default: value }] of defaults) expect(request).toHaveProperty(field, value);
  });

  test('names every size', () => {
    const text = JSON.stringify(schema.properties.concurrentUsers);
    expect(namedSizes.filter(([name]) => !text.includes(`"${name}"`))).toEqual([]);
  });
});

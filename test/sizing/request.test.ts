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

import { describe, expect, test } from '@jest/globals';
import { planArchitecture, type Request } from '../../architectures/sizing';
import { endpointServiceNames } from '../../constructs/spec';
import { issuesOf } from './failing';

const closed: Request = { concurrentUsers: '15k', egress: 'none', mirror: 's3://mirror', exposure: 'private' };
const proxied: Request = { concurrentUsers: '15k', egress: 'http://proxy.example.com:3128' };

describe('the way out', () => {
  test.each<readonly [string, Request, readonly [natGateways: number, endpoints: boolean, publicSubnets: boolean]]>([
    ['NAT', { concurrentUsers: '15k' }, [3, false, true]],
    ['NAT for a private site', { concurrentUsers: '15k', exposure: 'private' }, [3, false, true]],
    ['none', closed, [0, true, false]],
    ['a forward proxy', proxied, [0, false, true]],
    ['a forward proxy for a private site', { ...proxied, exposure: 'private' }, [0, false, false]],
  ])('by %s decides about gateways, endpoints and public subnets', (_, request, expected) => {
    const { natGateways, interfaceEndpoints, publicSubnets } = planArchitecture(request).components.network;
    expect([natGateways, interfaceEndpoints, publicSubnets]).toEqual(expected);
  });

  test('that is none is refused without a mirror, and with a public site, at once', () => {
    expect(issuesOf({ concurrentUsers: '15k', egress: 'none' }).map(({ what }) => what)).toEqual([
      `'mirror' is missing: with egress none nodes install from nowhere else`,
      `'exposure' public needs an internet gateway, which egress none does not have`,
    ]);
  });

  test.each<readonly [request: Request, pins: NonNullable<Request['pins']>, what: RegExp]>([
    [
      { concurrentUsers: '15k' },
      { 'network.natGateways': 0 },
      /^'network.natGateways' leaves the nodes without a way out/,
    ],
    [{ concurrentUsers: '15k' }, { 'network.publicSubnets': false }, /^'network.publicSubnets' are missing/],
    [proxied, { 'network.publicSubnets': false }, /^'network.publicSubnets' are missing/],
    [closed, { 'network.interfaceEndpoints': false }, /^'network.interfaceEndpoints' leaves the nodes without AWS/],
    [closed, { 'network.natGateways': 1 }, /^'network.publicSubnets' need an internet gateway/],
    [closed, { 'loadBalancer.scheme': 'internet-facing' }, /^'network.publicSubnets' need an internet gateway/],
    [closed, { 'network.publicSubnets': true }, /^'network.publicSubnets' need an internet gateway/],
    [
      closed,
      { 'appFleet.server.url': 'https://releases.mattermost.com/it.tar.gz' },
      /^'appFleet.server.url' is out of reach/,
    ],
  ])('fails where a pin contradicts it: %j, %j', (request, pins, what) => {
    expect(issuesOf({ ...request, pins })).toEqual([
      {
        what: expect.stringMatching(what),
        given: expect.any(String),
        allowed: expect.any(String),
        todo: expect.stringMatching(/^remove the pin/),
      },
    ]);
  });

  test('may be pinned where nothing contradicts it', () => {
    const pins = { 'network.interfaceEndpoints': true, 'network.natGateways': 1 };
    expect(planArchitecture({ concurrentUsers: '15k', pins }).components.network).toMatchObject({
      ...{ natGateways: 1, interfaceEndpoints: true },
    });
  });
});

describe('the notes', () => {
  const about = (request: Request) =>
    planArchitecture(request)
      .notes.map(({ text }) => text)
      .filter((text) => /^egress|VPC of yours/.test(text));

  test('say nothing of it where NAT is the way out', () => {
    expect(about({ concurrentUsers: '15k' })).toEqual([]);
  });

  test('say what people lack without one, and which endpoints a VPC of a customer needs', () => {
    const [lacks, needs, ...more] = about(closed);
    expect(more).toEqual([]);
    expect(lacks).toMatch(/push notifications/);
    for (const name of endpointServiceNames) expect(needs).toContain(name);
  });

  test('say what a forward proxy must let through, and that S3 goes past it', () => {
    expect(about(proxied)).toEqual([
      expect.stringMatching(/^egress http:\/\/proxy\.example\.com:3128: .* has no way to it/),
      expect.stringMatching(/^S3 is not asked through the forward proxy/),
    ]);
  });
});

describe('the server without a way out', () => {
  const settings = (request: Request) =>
    Object.fromEntries(
      planArchitecture(request).settings.map(({ env, text }) => [env.replace('MM_', ''), text.map(String).join('')]),
    );
  const outside = [
    'EMAILSETTINGS_SENDPUSHNOTIFICATIONS',
    'SERVICESETTINGS_ENABLELINKPREVIEWS',
    'SERVICESETTINGS_ENABLEGIFPICKER',
    'ANNOUNCEMENTSETTINGS_ADMINNOTICESENABLED',
    'ANNOUNCEMENTSETTINGS_USERNOTICESENABLED',
    'LOGSETTINGS_ENABLEDIAGNOSTICS',
    'LOGSETTINGS_ENABLESENTRY',
    'SERVICESETTINGS_ENABLESECURITYFIXALERT',
    'PLUGINSETTINGS_ENABLEREMOTEMARKETPLACE',
  ];

  test('asks nobody outside', () => {
    const its = settings(closed);
    expect(outside.map((name) => its[name])).toEqual(outside.map(() => 'false'));
    expect(JSON.stringify(its)).not.toContain('push.mattermost.com');
  });

  test('does the same with any edition', () => {
    expect(settings({ ...closed, concurrentUsers: '200' })).toMatchObject(
      Object.fromEntries(outside.map((name) => [name, 'false'])),
    );
  });

  test('asks nobody to prove an address where no mail is sent, and leaves that to the administrator where it is', () => {
    const name = 'EMAILSETTINGS_REQUIREEMAILVERIFICATION';
    expect(settings(closed)[name]).toBe('false');
    expect(settings({ ...closed, smtp: 'smtp://mail.example.com:587' })).not.toHaveProperty(name);
  });

  test.each([{ concurrentUsers: '15k' } as const, proxied])('but not that of %j', (request) => {
    const its = settings(request);
    expect(outside.filter((name) => its[name] === 'false')).toEqual([]);
    expect(its.EMAILSETTINGS_PUSHNOTIFICATIONSERVER).toBe('https://global.push.mattermost.com');
  });
});

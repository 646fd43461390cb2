import { describe, expect, test } from '@jest/globals';
import { explain, planArchitecture, type Request } from '../../architectures/sizing';
import { passwordChecks } from '../../architectures/sizing/rules/logins';
import { issuesOf } from './failing';
import { namedSizes } from './published';

const loginsOf = (request: Request) => planArchitecture(request).components.proxy!.logins;
const sizes = namedSizes.map(([size]) => [size] as const);
const off = { 'proxy.logins.admission': false } as const;

describe('the admission of logins', () => {
  test.each(sizes)('of %s waits 3 s and is on', (concurrentUsers) => {
    const { atATime, ...queue } = loginsOf({ concurrentUsers });
    expect(queue).toEqual({ admission: true, queueSeconds: 3, queueMost: 100, retryAfterSeconds: 5 });
    expect(atATime).toBeGreaterThan(0);
  });

  test.each([
    // One is checked and one is next, with any number of proxies that a plan buys.
    ['200', '11.7.9', 2],
    ['15k', '11.7.9', 2],
    ['100k', '11.7.9', 2],
    ['200k', '11.7.9', 2],
    // vCPU of an app node / proxies: 2 / 1, 2 / 2, 4 / 2, 8 / 3, 16 / 6, 16 / 7, 16 / 5.
    ['200', '11.10.0', 2],
    ['1k', '11.10.0', 1],
    ['15k', '11.10.0', 2],
    ['30k', '11.10.0', 2],
    ['80k', '11.10.0', 2],
    ['100k', '11.10.0', 2],
    ['200k', '11.10.0', 3],
  ] as const)('of %s on %s has %s at a time from each proxy', (concurrentUsers, version, atATime) => {
    expect(loginsOf({ concurrentUsers, version }).atATime).toBe(atATime);
  });

  test.each([
    ['100k', 1, 16],
    ['200k', 4, 4],
  ] as const)('of %s as published divides 16 vCPU by %i proxies: %i', (concurrentUsers, nodes, atATime) => {
    const request = { concurrentUsers, availability: 'as-published', version: '11.10.0' } as const;
    expect(planArchitecture(request).components.proxy).toMatchObject({ nodes, logins: { atATime } });
  });

  test.each(sizes)('of %s never has so many at a node that the last waits beyond the patience of 5 s', (size) => {
    for (const availability of ['node-loss', 'as-published'] as const) {
      for (const version of ['11.7.9', '11.10.0']) {
        const { proxy, appFleet } = planArchitecture({ concurrentUsers: size, availability, version }).components;
        const { atATime, queueSeconds } = proxy!.logins;
        const { perSecond } = passwordChecks(version, appFleet.instance);
        expect(queueSeconds + (atATime * proxy!.nodes) / perSecond).toBeLessThanOrEqual(5);
      }
    }
  });

  test('follows pins: of proxies, of the class of app nodes, of the time in the queue', () => {
    const atATime = (pins: Request['pins'], version = '11.10.0') =>
      loginsOf({ concurrentUsers: '15k', version, pins }).atATime;
    expect(atATime({ 'proxy.nodes': 1 })).toBe(4);
    expect(atATime({ 'proxy.nodes': 5 })).toBe(1);
    expect(atATime({ 'appFleet.instance': 'c7i.4xlarge' })).toBe(8);
    // 2 s x 9.6 a second are 19.
    expect(atATime({ 'proxy.nodes': 10 }, '11.7.9')).toBe(1);
    expect(atATime({ 'proxy.nodes': 10, 'proxy.logins.queueSeconds': 2 }, '11.7.9')).toBe(2);
  });

  test('gives reasons with their inputs', () => {
    const because = (path: string, version?: string) =>
      explain(planArchitecture({ concurrentUsers: '15k', version }), path)[0]!.because;
    expect(because('proxy.logins.atATime')).toMatch(/11\.7\.9 checks one password at a time; 9\.615 .* 2 s .* 19 .* 2/);
    expect(because('proxy.logins.atATime', '11.10.0')).toMatch(/^4 vCPU of an app node \/ 2 proxies/);
    for (const leaf of ['admission', 'queueSeconds', 'queueMost', 'retryAfterSeconds']) {
      expect(because(`proxy.logins.${leaf}`)).toMatch(/^our choice: .*\d/);
    }
  });

  test('is what the plan says of a storm: who gets in, and what becomes of the rest', () => {
    const said = (request: Partial<Request>) => planArchitecture({ concurrentUsers: '15k', ...request }).logins.because;
    expect(said({})).toMatch(/in a larger storm 28\.8 people a second still get in, since .* 3 s to come back$/);
    for (const without of [{ pins: off }, { proxy: 'alb' }] as const) {
      expect(said(without)).toMatch(/in a storm of more than 28\.8 a second hardly anybody gets in/);
    }
  });

  test('that is left out is a warning, and so is a load balancer that has none', () => {
    const warnings = (request: Partial<Request>) =>
      planArchitecture({ concurrentUsers: '15k', ...request })
        .notes.filter(({ level }) => level === 'warning')
        .map(({ about, text }) => [about, text]);
    const given = expect.stringContaining('people who have given up') as unknown;
    expect(warnings({})).not.toContainEqual([expect.anything(), given]);
    expect(warnings({ pins: off })).toContainEqual(['proxy.logins.admission', given]);
    expect(warnings({ proxy: 'alb' })).toContainEqual(['request', given]);
    expect(planArchitecture({ concurrentUsers: '15k', proxy: 'alb' }).reasons.proxy!.because).toContain(
      'no queue for logins',
    );
  });

  test('is watched: an alarm for as many minutes as the largest storm has', () => {
    const [alarm] = planArchitecture({ concurrentUsers: '15k' }).alarms.filter(({ id }) => id === 'proxy-logins');
    expect(alarm).toMatchObject({ metric: 'proxy_logins_refused', statistic: 'Sum', threshold: 60, periods: 15 });
  });
});

describe('fails on logins that wait beyond the patience of people', () => {
  test.each([
    [
      { 'proxy.logins.atATime': 10 },
      '3 s in the queue, then 10 at a time from each of 2 proxies',
      'after 3 s up to 19',
    ],
    [
      { 'proxy.logins.queueSeconds': 5 },
      '5 s in the queue, then 1 at a time from each of 2 proxies',
      'after 5 s up to 0',
    ],
    [{ 'proxy.nodes': 20 }, '3 s in the queue, then 1 at a time from each of 20 proxies', 'after 3 s up to 19'],
  ] as const)('by a pin of %j', (pins, given, allowed) => {
    expect(issuesOf({ concurrentUsers: '15k', pins })).toEqual([
      {
        what: "'proxy.logins' keeps people waiting for longer than the 5 s after which the first give up",
        given,
        allowed: expect.stringContaining(`${allowed} in all: an app node checks 9.615 a second`),
        todo: expect.stringContaining('proxy.logins.admission=false'),
      },
    ]);
    expect(loginsOf({ concurrentUsers: '15k', pins: { ...pins, ...off } }).admission).toBe(false);
  });

  test('but not on what is just in time', () => {
    expect(loginsOf({ concurrentUsers: '15k', pins: { 'proxy.logins.atATime': 9 } }).atATime).toBe(9);
  });

  test.each([
    ['proxy.logins.atATime', 0],
    ['proxy.logins.queueMost', 0],
    ['proxy.logins.retryAfterSeconds', 0],
    ['proxy.logins.queueSeconds', 0],
  ] as const)('and on %s of %i', (path, value) => {
    expect(issuesOf({ concurrentUsers: '15k', pins: { [path]: value } })).toEqual([
      expect.objectContaining({ what: `'${path}' is out of range`, given: String(value) }),
    ]);
  });
});

import { describe, expect, test } from '@jest/globals';
import { explanations, planArchitecture, type Request } from '../../architectures/sizing';
import { pages } from '../../architectures/sizing/data/pages';
import { releasesPages } from '../../architectures/sizing/data/versions';
import { cases } from '../../bin/cases';
import { ceilings, documentation, linesOf, regressionSeries } from './published';

const requests: readonly (readonly [name: string, request: Request])[] = [
  ...cases.map(({ name, request }) => [name, request] as const),
  ['a load balancer only', { concurrentUsers: '15k', proxy: 'alb', search: 'database' }],
  ['search and cache of choice', { concurrentUsers: '200', search: 'opensearch', cache: 'redis', postsMillions: 9 }],
  ['no cache', { concurrentUsers: '200k', cache: 'none', smtp: 'smtp://relay:25', adminEmail: 'admin@example.com' }],
  ['no way out', { concurrentUsers: '15k', egress: 'none', mirror: 's3://mirror', exposure: 'private' }],
  [
    'a trial from a mirror, with mail and open sign-up',
    {
      concurrentUsers: '15k',
      version: '11.10.0',
      mirror: 's3://mirror/mattermost',
      upgrade: 'stop',
      listener: 'http',
      smtp: 'smtps://mail.example.com:465',
      mailFrom: 'chat@example.com',
      alarmEmail: 'operators@example.com',
      openSignUp: true,
    },
  ],
];
const measurements = [...linesOf(ceilings), ...linesOf(regressionSeries)].map((line) => line.split(' ')[0]);

describe.each(requests.map(([name, request]) => [name, planArchitecture(request)] as const))('of %s', (_, plan) => {
  const all = explanations(plan);
  const ofComponents = all.filter(({ path }) => !path.startsWith('request.'));
  const paths = (wrong: typeof all) => wrong.map(({ path, because }) => `${path}: ${because}`);

  test('a published reason names a page, a measured one a run', () => {
    const page = all.filter(({ provenance, source }) => provenance === 'published' && !(source && 'page' in source));
    const run = all.filter(({ provenance, source }) => provenance === 'measured' && !(source && 'run' in source));
    expect([...paths(page), ...paths(run)]).toEqual([]);
  });

  test('a source is a page of the documentation or a run of the reports', () => {
    for (const { path, source } of all) {
      if (source === undefined) continue;
      if ('page' in source) expect([path, documentation]).toEqual([path, expect.arrayContaining([source.page])]);
      else expect([path, measurements]).toEqual([path, expect.arrayContaining([source.run])]);
    }
  });

  test('a line of a published table is named by its label', () => {
    const labels = new Set([
      'Mattermost Application',
      'RDS Writer',
      'RDS Reader',
      'Elasticsearch Node',
      'Elasticsearch cluster',
      'Proxy',
      'Redis',
    ]);
    const tables = all.flatMap(({ source }) =>
      source && 'page' in source && /scale-to-\d+/.test(source.page) ? [source.place] : [],
    );
    expect(tables.length).toBeGreaterThan(2);
    expect(tables.filter((place) => !labels.has(place!))).toEqual([]);
  });

  test('a default that no page supports is called our choice, and nothing else is', () => {
    const chosen = (because: string) => because.startsWith('our choice: ');
    expect(
      paths(
        ofComponents.filter(({ provenance, because, source }) =>
          provenance === 'default' && source === undefined
            ? !chosen(because)
            : provenance !== 'default' && chosen(because),
        ),
      ),
    ).toEqual([]);
  });

  test('a derived reason shows what it was derived from: a number, the request, or a part of the plan', () => {
    const inputs =
      /\d|(request's|of the request|the request names)|of this plan|\b[a-zA-Z]+\.[a-zA-Z]+\b|smtp|(Enterprise|Advanced) edition/;
    const { traffic, access } = plan;
    const rows = new Set([...traffic.map(({ id }) => `traffic.${id}`), ...access.map(({ id }) => `access.${id}`)]);
    const derived = all.filter(({ path, provenance }) => provenance === 'derived' && !rows.has(path));
    expect(derived.length).toBeGreaterThan(5);
    expect(paths(derived.filter(({ because }) => !inputs.test(because)))).toEqual([]);
  });

  test('none is empty, ends open or has a hole', () => {
    const bad = /^\s*$|^our choice:\s*$|[:;,]$|undefined|NaN|\[object|\$\{| {2}/;
    expect(paths(all.filter(({ because }) => bad.test(because)))).toEqual([]);
  });
});

describe('a derived number shows its inputs', () => {
  test.each([
    ['appFleet.nodes', '15k', /^2 app nodes published \+ 1: .*15,000/],
    ['database.readers', '15k', /^1 readers? published \+ 1: .*15,000/],
    ['appFleet.nodes', '200k', /^14 app nodes published \+ 1: .*200,000/],
    ['database.readers', '200k', /^6 readers published \+ 1: .*200,000/],
    ['proxy.nodes', '15k', /^15,000 concurrent users \/ 17,000.*\+ 1/],
    ['proxy.nodes', '200k', /^200,000 concurrent users \/ 61,461.*\+ 1/],
    ['proxy.instance', '200k', /at most 8 carry 200,000 concurrent users with 1 lost.*m7i\.4xlarge.*2XL\.550/],
    ['appFleet.maxIdleConns', '15k', /^half of 100 open connections/],
    [
      'database.maxConnections',
      '200k',
      /100 connections x 2 data sources x 16 nodes \+ 20 reserved = 3,?220.*256.*5,000.*1,024/,
    ],
    ['database.parameters.maintenance_work_mem', '15k', /32 GiB/],
    ['fileStore.expireOldVersionsDays', '15k', /^30 days, not less than the 7 days/],
    ['network.natGateways', '15k', /3 zones/],
    ['network.cidr', '15k', /10\.0\.0\.0\/16/],
    ['search.masters.nodes', '15k', /of 3 masters/],
    ['cache.nodes', '200k', /^1 node published \+ 1 replica/],
  ] as const)('%s of %s', (path, concurrentUsers, inputs) => {
    const { provenance, because } = planArchitecture({ concurrentUsers }).reasons[path]!;
    expect(provenance).toBe('derived');
    expect(because).toMatch(inputs);
  });
});

test('every page that the data names is one of the documentation', () => {
  const named = [...Object.values(pages).map(({ page }) => page), ...releasesPages];
  expect(named.filter((page) => !documentation.includes(page))).toEqual([]);
});

test('every page that the data names supports some decision', () => {
  const used = new Set(
    requests.flatMap(([, request]) =>
      explanations(planArchitecture(request)).flatMap(({ source }) =>
        source && 'page' in source ? [source.page] : [],
      ),
    ),
  );
  expect(Object.values(pages).filter(({ page }) => !used.has(page))).toEqual([]);
});

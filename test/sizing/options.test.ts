import { describe, expect, test } from '@jest/globals';
import { planArchitecture, type Request } from '../../architectures/sizing';
import { namedSizes } from './published';

const warnings = (request: Request): string[] =>
  planArchitecture(request)
    .notes.filter(({ level }) => level === 'warning')
    .map(({ text }) => text);

describe('the cache', () => {
  test.each(namedSizes)('of %s is there only above 100,000 concurrent users', (...[size, claim]) => {
    const { components, reasons } = planArchitecture({ concurrentUsers: size });
    if (claim > 100_000) {
      expect(components.cache).toEqual({ engineVersion: '7.1', instance: 'm7g.2xlarge', nodes: 2 });
    } else {
      expect(components).not.toHaveProperty('cache');
      expect(reasons.cache!.because).toMatch(/advised against up to 100,000/);
    }
  });

  test.each([
    [100_000, false],
    [100_001, true],
  ])('of %i is there: %s', (concurrentUsers, there) => {
    expect('cache' in planArchitecture({ concurrentUsers }).components).toBe(there);
  });

  test('has a replica that takes over where a node may be lost, and none as published', () => {
    expect(planArchitecture({ concurrentUsers: '200k', availability: 'as-published' }).components.cache!.nodes).toBe(1);
  });

  test('against the advice of the vendor is planned with a warning, either way', () => {
    expect(warnings({ concurrentUsers: '15k', cache: 'redis' })).toContainEqual(
      expect.stringContaining('advises against Redis up to 100,000'),
    );
    expect(warnings({ concurrentUsers: '200k', cache: 'none' })).toContainEqual(
      expect.stringContaining('highly recommends Redis above 100,000'),
    );
  });
});

describe('the licence', () => {
  test.each([
    [{ concurrentUsers: '200' }, 'Entry'],
    [{ concurrentUsers: '200', availability: 'as-published' }, 'Entry'],
    [{ concurrentUsers: '200', availability: 'node-loss' }, 'Enterprise'],
    [{ concurrentUsers: '200', search: 'opensearch' }, 'Enterprise'],
    [{ concurrentUsers: '200', pins: { 'database.readers': 1 } }, 'Enterprise'],
    [{ concurrentUsers: '200', cache: 'redis' }, 'Enterprise Advanced'],
    [{ concurrentUsers: '1k' }, 'Enterprise'],
    [{ concurrentUsers: '100k' }, 'Enterprise'],
    [{ concurrentUsers: '100k', cache: 'redis' }, 'Enterprise Advanced'],
    [{ concurrentUsers: '200k' }, 'Enterprise Advanced'],
    [{ concurrentUsers: '200k', cache: 'none' }, 'Enterprise'],
  ] as const)('of %j is %s', (request, edition) => {
    const { licence } = planArchitecture(request);
    expect(licence).toMatchObject({ edition, reason: { provenance: 'published' } });
  });

  test('of a shared cache is the stricter of what the pages say', () => {
    expect(planArchitecture({ concurrentUsers: '200k' }).licence.reason.because).toMatch(
      /ask for Enterprise Advanced.*for Enterprise; the stricter one is planned/,
    );
  });
});

describe('spare nodes', () => {
  test.each(namedSizes)(
    'of %s: one app node and one database more, but where less was measured to be enough',
    (size, _, row) => {
      const nodes = (availability: Request['availability']) => {
        const { appFleet, database } = planArchitecture({ concurrentUsers: size, availability }).components;
        return [appFleet.nodes, database.readers] as const;
      };
      const [published, spare] = [nodes('as-published'), nodes('node-loss')];
      const more = row === 50_000 ? 0 : 1;
      expect(spare).toEqual([published[0] + more, published[1] + more]);
    },
  );

  test('of 50k are not bought: 2XL.440 carried the claim without one of each', () => {
    expect(planArchitecture({ concurrentUsers: '50k' }).reasons['appFleet.nodes']).toMatchObject({
      provenance: 'published',
      because: expect.stringMatching(/run 2XL\.440 still carried 51,572, so nothing is added/),
    });
  });

  /** c7i.xlarge carried 17,000, m7i.4xlarge 61,461, m6in.8xlarge 100,926; at most eight, the cheapest that is enough. */
  test.each([
    [1, 'c7i.xlarge', 2],
    [17_000, 'c7i.xlarge', 2],
    [17_001, 'c7i.xlarge', 3],
    [34_000, 'c7i.xlarge', 3],
    [100_000, 'c7i.xlarge', 7],
    [119_000, 'c7i.xlarge', 8],
    [119_001, 'm7i.4xlarge', 3],
    [122_922, 'm7i.4xlarge', 3],
    [122_923, 'm7i.4xlarge', 4],
    [200_000, 'm7i.4xlarge', 5],
  ] as const)('of %i are proxies of class %s: %i, one of which may be lost', (concurrentUsers, instance, nodes) => {
    const { proxy } = planArchitecture({ concurrentUsers, availability: 'node-loss' }).components;
    expect(proxy).toMatchObject({ instance, nodes });
  });

  test('as published are not bought, and a warning says what that means', () => {
    const request = { concurrentUsers: '200k', availability: 'as-published' } as const;
    expect(planArchitecture(request).components.proxy).toMatchObject({ instance: 'm6in.8xlarge', nodes: 4 });
    expect(warnings(request)).toContainEqual(expect.stringMatching(/^as-published renders the published table/));
  });

  test('of a single node are none, and a warning says what that means', () => {
    const { appFleet, database, proxy, network } = planArchitecture({ concurrentUsers: '200' }).components;
    expect([appFleet.nodes, database.readers, proxy!.nodes, network.natGateways]).toEqual([1, 0, 1, 1]);
    expect(warnings({ concurrentUsers: '200' })).toContainEqual(
      expect.stringMatching(/^single-node is for evaluation/),
    );
  });
});

describe('an application load balancer in place of proxies', () => {
  test('speaks to the app nodes itself, and waits longer than their ping', () => {
    const { components, reasons } = planArchitecture({ concurrentUsers: '15k', proxy: 'alb' });
    expect(components).not.toHaveProperty('proxy');
    expect(components.loadBalancer).toMatchObject({ type: 'application', idleTimeoutSeconds: 120 });
    expect(reasons.proxy!.because).toContain("the request's proxy is alb");
    expect(warnings({ concurrentUsers: '15k', proxy: 'alb' })).toContainEqual(
      expect.stringContaining('no published run had one'),
    );
  });

  test('is none where there are proxies', () => {
    expect(planArchitecture({ concurrentUsers: '15k' }).components.loadBalancer.type).toBe('network');
  });
});

import { describe, expect, test } from '@jest/globals';
import { explain, explanations, planArchitecture, type Request } from '../../architectures/sizing';
import { namedSizes, rowFor } from './published';
import { issuesOf } from './failing';

const searchOf = (request: Request) => planArchitecture(request).components.search;
const multiNode = ['node-loss', 'as-published'] as const;

describe('search', () => {
  test.each(multiNode)('is in every plan that is bought from the row of 2,000 or a larger one, %s', (availability) => {
    for (const [size, claim, row] of namedSizes) {
      const { search } = planArchitecture({ concurrentUsers: size, availability }).components;
      if (row < 2_000) {
        expect(search).toBeUndefined();
      } else {
        const { count, instance } = rowFor(claim).search;
        expect(search).toMatchObject({ nodes: count, instance, zones: 2, engineVersion: '2.19' });
      }
    }
  });

  test('has three masters where it must survive a loss, and none where it is as published', () => {
    expect(searchOf({ concurrentUsers: '15k' })!.masters).toEqual({ instance: 'm6g.large', nodes: 3 });
    expect(searchOf({ concurrentUsers: '15k', availability: 'as-published' })!.masters.nodes).toBe(0);
  });

  test.each([1, 2, 4])('fails on %i dedicated masters: AWS takes three or five', (nodes) => {
    expect(issuesOf({ concurrentUsers: '15k', pins: { 'search.masters.nodes': nodes } })).toEqual([
      expect.objectContaining({ given: String(nodes), allowed: '0, 3, 5' }),
    ]);
  });

  test('fails on nodes that cannot be spread evenly', () => {
    expect(issuesOf({ concurrentUsers: '15k', pins: { 'search.nodes': 3 } })).toEqual([
      expect.objectContaining({ what: "'search.nodes' cannot be spread evenly", given: '3 nodes in 2 zones' }),
    ]);
  });

  test('fails on more zones than the network has', () => {
    const pins = { 'network.zones': 2, 'search.zones': 3, 'search.nodes': 3 };
    expect(issuesOf({ concurrentUsers: '15k', pins })).toEqual([
      expect.objectContaining({ what: expect.stringContaining('zones') }),
    ]);
  });

  test('is left out where the request says database, and the reason says so', () => {
    const plan = planArchitecture({ concurrentUsers: '15k', search: 'database' });
    expect(plan.components).not.toHaveProperty('search');
    expect(explain(plan, 'search')).toMatchObject([
      { value: 'left out', because: expect.stringContaining("the request's search is database") },
    ]);
  });

  test('is in a plan of any size where the request says opensearch', () => {
    expect(searchOf({ concurrentUsers: 1, search: 'opensearch' })).toMatchObject({ nodes: 2, instance: 'r6g.xlarge' });
  });
});

describe('search of a plan whose row has none', () => {
  const many = { concurrentUsers: '200', postsMillions: 2.5 } as const;

  test('comes with 2.5 million posts and several nodes', () => {
    expect(searchOf({ ...many, availability: 'node-loss' })).toMatchObject({ nodes: 2, instance: 'r6g.xlarge' });
    expect(searchOf({ ...many, availability: 'node-loss', postsMillions: 2.49 })).toBeUndefined();
  });

  test('and the plan says why: the posts, and that the pages disagree about how many are too many', () => {
    const all = explanations(planArchitecture({ ...many, availability: 'node-loss' }));
    const why = all.filter(({ path }) => path.startsWith('search')).map(({ because }) => because);
    expect(why.join('\n')).toMatch(/2\.5 million posts.*2, 2\.5 and 3 million.*5 million/);
  });

  test.each(['single-node', 'as-published'] as const)('does not come with one node: %s', (availability) => {
    const plan = planArchitecture({ ...many, availability });
    expect(plan.components).not.toHaveProperty('search');
    expect(plan.reasons.search!.because).toContain('search needs the Enterprise edition');
    expect(plan.licence.edition).toBe('Entry');
    expect(plan.notes).toContainEqual({
      level: 'warning',
      about: 'request',
      text: expect.stringContaining('2.5 million posts are searched in the database'),
    });
  });

  test('names the contradiction of the pages where the posts are too few', () => {
    const { because, source } = planArchitecture({ concurrentUsers: '200', postsMillions: 1 }).reasons.search!;
    expect(because).toMatch(/1 million posts are below 2\.5.*2, 2\.5 and 3 million.*5 million/);
    expect(source).toEqual({ page: 'administration-guide/scale/enterprise-search.rst' });
  });
});

describe('the disk of a search node', () => {
  test("is that of the vendor's example unless the posts are known", () => {
    expect(searchOf({ concurrentUsers: '15k' })!.disk).toEqual({ sizeGiB: 1_536, iops: 4_608, throughputMiBps: 250 });
  });

  // 1,536 GiB for the 100 million posts of the runs; gp3 has 3 IOPS for each GiB, at least 3,000.
  test.each([
    [0.001, 100, 3_000],
    [6.5, 100, 3_000],
    [6.6, 102, 3_000],
    [50, 768, 3_000],
    [66, 1_014, 3_042],
    [100, 1_536, 4_608],
    [500, 7_680, 23_040],
    [1_600, 24_576, 73_728],
  ])('of %d million posts is %i GiB with %i IOPS', (postsMillions, sizeGiB, iops) => {
    expect(searchOf({ concurrentUsers: '15k', postsMillions })!.disk).toEqual({ sizeGiB, iops, throughputMiBps: 250 });
  });

  test('shows its arithmetic, and that no page gives it', () => {
    const { provenance, because } = planArchitecture({ concurrentUsers: '15k', postsMillions: 50 }).reasons[
      'search.disk.sizeGiB'
    ]!;
    expect(provenance).toBe('default');
    expect(because).toMatch(/^our choice: 50 million posts x 15\.36 GiB .*no page gives GiB for posts/);
  });

  test.each([1_601, 10_000])(
    'fails on %i million posts in the words of the request: nothing was pinned',
    (postsMillions) => {
      const issues = issuesOf({ concurrentUsers: '15k', postsMillions });
      expect(issues).toEqual([expect.objectContaining({ what: expect.stringContaining('postsMillions') })]);
      expect(issues[0]!.todo).not.toContain('pin');
    },
  );
});

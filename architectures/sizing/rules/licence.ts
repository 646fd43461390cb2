import type { Components, Reason } from '../../../constructs/spec';
import { pages } from '../data/pages';

/** Editions of the server, the free one first. */
export type LicenceEdition = 'Entry' | 'Enterprise' | 'Enterprise Advanced';

/**
 * Short names by which a licence calls the editions that are enough. E20 is what Enterprise was called before; source:
 * mattermost/server/public/model/license.go.
 */
export const editionsEnough: Readonly<Record<LicenceEdition, readonly string[]>> = {
  Entry: [],
  Enterprise: ['E20', 'enterprise', 'advanced'],
  'Enterprise Advanced': ['advanced'],
};

export interface Licence {
  readonly edition: LicenceEdition;
  readonly reason: Reason;
}

/** The smallest edition that has everything the plan builds. */
export function licence({ appFleet, search, cache, database }: Components): Licence {
  const needs: readonly (readonly [
    there: boolean,
    edition: LicenceEdition,
    because: string,
    page: keyof typeof pages,
  ])[] = [
    [
      cache !== undefined,
      'Enterprise Advanced',
      'the plan shares a cache: redis.rst and the page of the 200,000 row ask for Enterprise Advanced, the page on settings and the note of the 100,000 row for Enterprise; the stricter one is planned',
      'redis',
    ],
    [
      appFleet.nodes > 1,
      'Enterprise',
      `${appFleet.nodes} app nodes cluster only with an Enterprise licence`,
      'highAvailability',
    ],
    [
      database.readers > 0,
      'Enterprise',
      `${database.readers} database readers are used only with an Enterprise licence`,
      'highAvailability',
    ],
    [
      search !== undefined,
      'Enterprise',
      `search on ${search?.nodes ?? 0} nodes needs an Enterprise licence`,
      'enterpriseSearch',
    ],
  ];
  const first = needs.find(([there]) => there);
  if (first) {
    const [, edition, because, page] = first;
    return { edition, reason: { provenance: 'published', because, source: pages[page] } };
  }
  return {
    edition: 'Entry',
    reason: {
      provenance: 'published',
      because:
        'one node without search or readers runs without a licence; the page calls that best below 50 people, with the newest 10,000 messages of a channel in view',
      source: pages.editions,
    },
  };
}

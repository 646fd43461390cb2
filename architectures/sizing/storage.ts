import { lifetimePage, profiles, profilesPage, safetyFactor } from './data/profiles';
import { count } from '../../constructs/spec';
import type { Page } from '../../constructs/spec';
import type { Facts } from './facts';

/** Attachments that people will have stored; the database grows by itself and search has a disk of its own in the plan. */
export interface StorageForecast {
  /** GB (1,000 MB) at the end of the months asked for, lower and upper end. */
  readonly gigabytes: readonly [low: number, high: number];
  readonly because: string;
  readonly sources: readonly Page[];
}

export function storage({ request, claim }: Facts): StorageForecast {
  const { filesPerUserPerMonthMB: profile, retentionMonths } = request;
  const [low, high] = typeof profile === 'number' ? [profile, profile] : profiles[profile].megabytes;
  const gigabytes = (megabytes: number): number => {
    const exact = (claim * megabytes * retentionMonths * safetyFactor) / 1_000;
    return exact < 10 ? Math.round(exact * 100) / 100 : Math.round(exact);
  };
  return {
    gigabytes: [gigabytes(low), gigabytes(high)],
    because: `${count(claim)} concurrent users x ${low === high ? low : `${low} to ${high}`} MB a month x ${retentionMonths} months x ${safetyFactor} (the vendor's upper safety factor); the examples on seven of the nine size pages do not follow this formula`,
    sources: [lifetimePage, profilesPage],
  };
}

import type { Page } from '../../../constructs/spec';

/** MB of attachments that a user adds in a month, lower and upper end. */
export interface UsageProfile {
  readonly megabytes: readonly [low: number, high: number];
  readonly who: string;
}

/** What teams of different kinds store. */
export const profiles = {
  low: { megabytes: [1, 5], who: 'mostly text and links' },
  medium: { megabytes: [5, 25], who: 'documents, images, screenshots' },
  high: { megabytes: [25, 100], who: 'large media' },
} as const satisfies Readonly<Record<string, UsageProfile>>;
export type ProfileName = keyof typeof profiles;
export const profileNames = Object.keys(profiles) as [ProfileName, ...ProfileName[]];

export const profilesPage: Page = { page: 'administration-guide/scale/estimated-storage-per-user-per-month.rst' };
export const lifetimePage: Page = { page: 'administration-guide/scale/lifetime-storage.rst' };

/** Growth and error that the vendor multiplies by; 1 to 2 (lifetime-storage.rst), the pages' examples use 2. */
export const safetyFactor = 2;

/** What is judged, and what AWS answers about it. */
import { planArchitecture, type Request } from '../../../architectures/sizing';
import type { Subject } from '../../../bin/commands/preflight/check';

export const region = 'us-east-1';
export const certificate = `arn:aws:acm:${region}:123456789012:certificate/00000000-0000-0000-0000-000000000000`;
export const now = new Date('2026-06-01T00:00:00Z');

export const subjectOf = (request: Partial<Request> = {}, given: Partial<Subject> = {}): Subject => ({
  plan: planArchitecture({ concurrentUsers: '15k', region, domainName: 'chat.example.com', ...request }),
  region,
  now,
  certificate,
  licenceSecret: 'mattermost/licence',
  ...given,
});

export const signature = 'x'.repeat(256);
export const day = 86_400_000;
/** A licence with a signature that nobody would accept. */
export function licenceText(fields: Readonly<Record<string, unknown>> = {}): string {
  const licence = {
    id: 'secretid',
    customer: { name: 'Secret Person', email: 'person@secret.example' },
    sku_short_name: 'enterprise',
    starts_at: now.getTime() - 100 * day,
    expires_at: now.getTime() + 265 * day,
    features: { users: 15_000 },
    ...fields,
  };
  return Buffer.from(JSON.stringify(licence) + signature).toString('base64');
}

export const zoneNames = ['a', 'b', 'c', 'd'].map((letter) => region + letter);
export const zones = {
  AvailabilityZones: zoneNames.map((ZoneName) => ({
    ZoneName,
    State: 'available',
    OptInStatus: 'opt-in-not-required',
  })),
};
export const noSubnets = { Subnets: [] };
export const defaultSubnets = (...names: readonly string[]) => ({
  Subnets: names.map((AvailabilityZone) => ({
    SubnetId: `in-${AvailabilityZone}`,
    AvailabilityZone,
    DefaultForAz: true,
  })),
});
export const offered = (...names: readonly string[]) => ({
  InstanceTypeOfferings: names.map((Location) => ({ InstanceType: 'c7i.xlarge', Location })),
});
export const orderable = (...names: readonly string[]) => ({
  OrderableDBInstanceOptions: [{ AvailabilityZones: names.map((Name) => ({ Name })) }],
});
export const quota = (Value: number) => ({ Quota: { Value } });
export const some = (count: number) => Array.from({ length: count }, () => ({}));
export const running = (type: string, CoreCount: number, lifecycle: string | null = null, fleet?: string) => [
  type,
  lifecycle,
  { CoreCount, ThreadsPerCore: 2 },
  fleet === undefined ? null : [{ Key: 'mattermost:fleet', Value: fleet }],
];
export const deployed = { Parameters: [{ Name: '/mattermost/mattermost/database/writer' }] };
export const nothing = { Parameters: [] };
export const certificateOf = (Status: string, ...names: readonly string[]) => ({
  Certificate: { Status, DomainName: names[0], SubjectAlternativeNames: names },
});

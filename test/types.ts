/** What must not compile. The compiler reads this file; nothing runs it. */
import type { Parts } from '../architectures/cdk';
import { planArchitecture } from '../architectures/sizing';
import { Book } from '../architectures/sizing/book';
import type { BootFile } from '../constructs/boot';
import {
  byDefault,
  derived,
  from,
  late,
  published,
  type AccessRow,
  type AlarmSpec,
  type AppFleetSpec,
  type DatabaseSpec,
  type Explained,
  type Dimension,
  type Late,
  type Names,
  type Page,
  type TrafficRule,
} from '../constructs/spec';

declare const page: Page;
declare const explained: Explained<AppFleetSpec>;
declare const database: Explained<DatabaseSpec>;
declare const parts: Parts;
declare const alarm: AlarmSpec;
declare const access: AccessRow;
declare const rule: TrafficRule;
const book = new Book({});
const { nodes, ...rest } = explained;

// @ts-expect-error a forgotten leaf
export const forgotten: Explained<AppFleetSpec> = rest;
// @ts-expect-error a leaf without a reason
export const bare: Explained<AppFleetSpec> = { ...rest, nodes: 2 };
// @ts-expect-error another type
export const mistyped: Explained<AppFleetSpec> = { ...rest, nodes: byDefault('2', 'our choice: two') };
// @ts-expect-error no such leaf
export const misspelt: Explained<AppFleetSpec> = { ...explained, nods: byDefault(2, 'our choice: two') };
// @ts-expect-error a plain object is no decision
export const plain: Explained<AppFleetSpec> = { ...rest, nodes: { value: 2, reason: nodes.reason } };
// @ts-expect-error published without a page
published(2, 'the table says so');
// @ts-expect-error derived from nothing
derived(2, from`two`);
// @ts-expect-error derived with a sentence that shows no inputs
derived(2, 'two');

export const written = book.writePart('appFleet', rest);
// @ts-expect-error a leaf that this write did not bring
export const unwritten: number = written.nodes;
// @ts-expect-error a leaf of another component
book.writePart('appFleet', { readers: database.readers });

// @ts-expect-error a component that the engine renders may not be left out
export const incomplete: Parts = { ...parts, database: undefined };
// @ts-expect-error a late value is missing
export const unbound: Late<'database'> = { writer: 'host', secret: 'arn' };
export const given: Late<'secrets'> = { administrator: 'arn', licence: 'arn', mail: 'arn' };
/** What only a customer can give may be absent, and nothing else. */
export const absent: Late<'secrets'> = { administrator: 'arn' };
// @ts-expect-error what the plan makes may not be absent
export const unmade: Late<'secrets'> = { licence: 'arn', mail: 'arn' };
// @ts-expect-error a list of names is no name
export const single: Names<'cache'> = { nodes: 'node-1' };
// @ts-expect-error what CloudWatch knows the balancer by is missing
export const unnamed: Names<'loadBalancer'> = { targets: 'targets', certificate: ['arn'] };
// @ts-expect-error a login is mentioned by key
late`${{ binding: 'database.secret' }}`;
// @ts-expect-error no such key
late`${{ binding: 'database.secret', key: 'pin' }}`;
// @ts-expect-error a value has no key
late`${{ binding: 'database.writer', key: 'username' }}`;

export const dimension: Dimension = { named: 'database.cluster' };
// @ts-expect-error a late value is no name of CloudWatch's
export const lateDimension: Dimension = { named: 'database.writer' };
// @ts-expect-error a component that CloudWatch does not know
export const unknownDimension: Dimension = { named: 'network.vpc' };
// @ts-expect-error an alarm says what silence means
export const silent: AlarmSpec = { ...alarm, missing: undefined };
// @ts-expect-error nobody grants a name of CloudWatch's
export const onName: AccessRow = { ...access, on: 'database.cluster' };
// @ts-expect-error a balancer runs under no role
export const noPrincipal: AccessRow = { ...access, who: 'loadBalancer' };
// @ts-expect-error buckets have no network interface
export const noInterface: TrafficRule = { ...rule, to: 'fileStore' };
// @ts-expect-error every file of a node has one of three modes
export const open: BootFile = { path: '/etc/mattermost', mode: '0777', text: '' };
// @ts-expect-error a file of a node has a place of its own
export const relative: BootFile = { path: 'etc/mattermost', mode: '0644', text: '' };

// @ts-expect-error a mirror is a bucket
planArchitecture({ concurrentUsers: '1k', mirror: 'https://mirror.example.com' });
// @ts-expect-error no such leaf to pin
planArchitecture({ concurrentUsers: '1k', pins: { 'database.reeders': 1 } });
// @ts-expect-error another type than the leaf's
planArchitecture({ concurrentUsers: '1k', pins: { 'database.readers': '1' } });
// @ts-expect-error no such size
planArchitecture({ concurrentUsers: '3k' });
export const named = page;

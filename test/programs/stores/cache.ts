import { strict as assert } from 'node:assert';
import type { Plan } from '../../../architectures/sizing';
import type { Environment } from '../settings/models';
import type { Client, Refusal } from './client';
import { alike, environmentFor, planned } from './plans';
import type { Redis } from './redis';
import { replicationGroupOf, type Changed } from './rendered';
import type { Statement } from './statement';

const cached = planned.filter(({ plan }) => plan.components.cache);
const { plan } = cached[0]!;
/** Those of the cache, as a node gets them. */
const settingsOf = (of: Plan): Environment =>
  Object.fromEntries(Object.entries(environmentFor(of)).filter(([name]) => name.startsWith('MM_CACHESETTINGS_')));

/** The host of the cache, which leads to this machine. */
export const [cacheHost] = settingsOf(plan).MM_CACHESETTINGS_REDISADDRESS!.split(':') as [string];

/** What two nodes must have seen, whatever the plan. */
const works = {
  protocol: '3',
  tracking: true,
  local: true,
  pushed: true,
  heard: 'hello',
  several: ['new', 'other'],
  counted: 2,
  scanned: ['Users:a', 'Users:b', 'Users:count'],
  left: [],
} as const;

/** What the server's client cannot use: a change of the group or of the settings, and what it then says. */
const unusable: readonly (readonly [what: string, says: RegExp, group: Partial<Changed>, settings?: object])[] = [
  [
    'a cache with encryption in transit, for the server has no setting for TLS',
    /EOF|reset|broken pipe/,
    { transitEncryptionEnabled: true },
  ],
  ['a cache with AUTH, for the plan has no password', /NOAUTH/, { authToken: 'of-the-rehearsal-only' }],
  [
    'a cache with cluster mode on, where the keys of one command may be in different shards',
    /CROSSSLOT/,
    { cacheParameterGroupName: 'default.redis7.cluster.on' },
  ],
  ['a database that the parameter group does not have', /out of range/, {}, { MM_CACHESETTINGS_REDISDB: '16' }],
];

/** What the cache and its settings in plans are to a Redis. */
export function cacheStatements(redis: Redis, client: Client): readonly Statement[] {
  const groups = alike(cached, (each) => ({
    group: replicationGroupOf(each.components.cache!),
    settings: settingsOf(each),
  }));
  return [
    ...groups.map(([{ group, settings }, names]): Statement => [
      `two nodes with the settings of ${names} share the cache of the plan: RESP3, tracking, messages, each command of the server`,
      async () => {
        assert.equal(group.Engine, 'redis');
        const found = await redis.served(group, () => client.ask<typeof works>('cache', settings));
        if ('error' in found) assert.fail(found.error);
        assert.deepEqual(found, { ...works, database: settings.MM_CACHESETTINGS_REDISDB });
      },
    ]),
    ...unusable.map(([what, says, changed, settings]): Statement => [
      `fails ${what}`,
      async () => {
        const group = replicationGroupOf(plan.components.cache!, changed);
        const found = await redis.served(group, () => client.ask('cache', { ...settingsOf(plan), ...settings }));
        const { error } = found as Refusal;
        assert.match(error ?? JSON.stringify(found), says);
        return error;
      },
    ]),
  ];
}

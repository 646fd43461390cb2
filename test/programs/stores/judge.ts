import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { coverFolders } from '../proxy/namespace';
import { cacheHost, cacheStatements } from './cache';
import { Client } from './client';
import { authority, connectionStatements, databaseHosts } from './connections';
import { certify, hostsHere, put, unprivileged } from './machine';
import { parameterStatements } from './parameters';
import { planned } from './plans';
import { PostgreSql } from './postgres';
import { Redis } from './redis';
import { judged, stopped, type Statement } from './statement';

/** docs.aws.amazon.com/AmazonElastiCache/latest/dg/supported-engine-versions.html: what a version is compatible with. */
const redisOss: Readonly<Record<string, string>> = { '7.1': '7.0' };

/** What stands for the engines of the plan, and what that leaves open. */
function engines(postgres: PostgreSql, redis: Redis): string {
  const { database, cache } = planned.find(({ plan }) => plan.components.cache)!.plan.components;
  const version = cache!.engineVersion;
  return [
    `${postgres.version} stands for Aurora PostgreSQL ${database.engineVersion}: nothing is proved of its storage, its failover and the parameters of RDS`,
    `Redis ${redis.version} stands for ElastiCache ${version}, which is compatible with Redis OSS ${redisOss[version] ?? 'of an unknown version'}: nothing is proved of its failover`,
  ].join('\n');
}

/** The servers on this machine, with hosts and files where the settings of a node say that they are. */
async function statements(folder: string): Promise<readonly Statement[]> {
  const account = unprivileged();
  const hosts = [...databaseHosts(), cacheHost];
  hostsHere(hosts);
  const certificate = certify(join(folder, 'server'), hosts, account);
  const other = certify(join(folder, 'other'), hosts, account);
  put(authority(), certificate.certificate);
  const client = new Client(folder);
  const postgres = new PostgreSql(join(folder, 'postgres'), account, certificate);
  const redis = new Redis(join(folder, 'redis'), account, certificate);
  console.log(engines(postgres, redis));
  return [
    ...parameterStatements(postgres),
    ...(await connectionStatements(postgres, client, other.certificate)),
    ...cacheStatements(redis, client),
  ];
}

const folder = tmpdir();
coverFolders();
void statements(folder)
  .then(judged)
  .catch(stopped)
  .then((code) => process.exit(code));

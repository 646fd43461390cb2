import { createHash } from 'node:crypto';
import { isGrantedBy, type Engine } from '../../architectures/engines';
import type { Plan } from '../../architectures/sizing';
import { cloudConfig, userData } from '../../constructs/boot';
import { alarmsOf, endpointServiceNames, imageParameter, type ComponentNames } from '../../constructs/spec';
import { alarmName, comparisons, permission, sorted, trafficLine, type Facts } from './facts';

export const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** Names that stand for those that nobody knows before a deployment; as many in a list as there will be. */
const namesIn = ({ components: { cache, loadBalancer } }: Plan): ComponentNames => ({
  database: { cluster: '?' },
  search: { domain: '?', account: '?' },
  cache: { nodes: Array.from({ length: cache?.nodes ?? 0 }, () => '?') },
  appFleet: { group: '?' },
  proxy: { group: '?' },
  loadBalancer: { balancer: '?', targets: '?', certificate: loadBalancer.listener === 'https' ? ['?'] : [] },
});

/** The facts that a plan promises of an engine. */
export function factsOfPlan(plan: Plan, engine: Engine): Facts {
  const { appFleet, proxy, database, search, cache, network, loadBalancer, fileStore, observability } = plan.components;
  const fleet = (spec: NonNullable<typeof proxy>, surge: number, files: NonNullable<typeof plan.bootFiles.proxy>) => ({
    nodes: spec.nodes,
    most: spec.nodes + surge,
    class: spec.instance,
    image: `resolve:ssm:${imageParameter(spec.image)}`,
    diskGiB: spec.diskGiB,
    diskEncrypted: true,
    imdsv2: 'required',
    hooks: [`launch ABANDON ${spec.launchSeconds}`, `terminate CONTINUE ${spec.drainSeconds}`],
    userData: digest(userData(cloudConfig(files))),
  });
  return {
    appFleet: fleet(appFleet as never, appFleet.surge, plan.bootFiles.appFleet),
    proxy: proxy && fleet(proxy, 1, plan.bootFiles.proxy!),
    network: {
      cidr: network.cidr,
      subnets: (network.publicSubnets ? 3 : 2) * network.zones,
      endpoints: network.interfaceEndpoints ? endpointServiceNames.length : 0,
      natGateways: network.natGateways,
      flowLogDays: network.flowLogs.days,
    },
    database: {
      class: `db.${database.instance}`,
      instances: database.readers + 1,
      engine: `aurora-postgresql ${database.engineVersion}`,
      name: database.name,
      encrypted: true,
      backupDays: database.backup.days,
      deletionProtection: database.backup.deletionProtection,
      iamAuthentication: database.iamAuthentication,
      performanceInsights: database.performanceInsights,
      parameters: sorted(
        Object.entries({ ...database.parameters, max_connections: database.maxConnections }).map(
          ([name, value]) => `${name}=${value}`,
        ),
      ),
    },
    fileStore: {
      buckets: 3,
      encrypted: 3,
      private: 3,
      tlsOnly: 3,
      versioned: fileStore.versioned ? 1 : 0,
      oldVersionsDays: fileStore.versioned ? fileStore.expireOldVersionsDays : undefined,
      abortUploadsDays: [fileStore.abortUploadsDays, fileStore.abortUploadsDays, fileStore.abortUploadsDays],
    },
    search: search && {
      engine: `OpenSearch_${search.engineVersion}`,
      class: `${search.instance}.search`,
      nodes: search.nodes,
      zones: search.zones,
      masters: search.masters.nodes ? `${search.masters.nodes} x ${search.masters.instance}.search` : 'none',
      disk: `${search.disk.sizeGiB} GiB ${search.disk.iops} IOPS ${search.disk.throughputMiBps} MiB/s gp3`,
      encryptedAtRest: true,
      encryptedBetweenNodes: true,
      httpsOnly: true,
      login: true,
    },
    cache: cache && {
      engine: `redis ${cache.engineVersion}`,
      class: `cache.${cache.instance}`,
      nodes: cache.nodes,
      failover: cache.nodes > 1,
      encryptedAtRest: true,
    },
    loadBalancer: {
      type: loadBalancer.type,
      scheme: loadBalancer.scheme,
      crossZone: loadBalancer.crossZone,
      listeners:
        loadBalancer.listener === 'https'
          ? sorted([
              `${loadBalancer.type === 'network' ? 'TLS' : 'HTTPS'} 443 ${loadBalancer.tlsPolicy}`,
              `${loadBalancer.type === 'network' ? 'TCP' : 'HTTP'} 80`,
            ])
          : [`${loadBalancer.type === 'network' ? 'TCP' : 'HTTP'} 80`],
    },
    logsDays: observability.logs.days,
    traffic: sorted(
      plan.traffic.map(({ from, to, protocol, port, ...rest }) =>
        trafficLine(from === 'clients' ? (rest as { cidr: string }).cidr : from, to, protocol, port, port),
      ),
    ),
    actions: {
      appFleet: actionsOf(plan, engine, 'appFleet'),
      ...(proxy && { proxy: actionsOf(plan, engine, 'proxy') }),
    },
    parameters: sorted(
      plan.bindings
        .filter(({ name }) => name !== 'database.readers' || database.readers > 0)
        .map(({ parameter }) => parameter),
    ),
    alarms: Object.fromEntries(
      plan.alarms.flatMap((row) =>
        alarmsOf(row, namesIn(plan), 'the plan').map(({ id, dimensions }) => [
          alarmName(id),
          {
            namespace: row.namespace,
            metric: row.metric,
            statistic: row.statistic,
            counter: row.counter ?? false,
            comparison: comparisons[row.comparison],
            threshold: row.threshold,
            period: row.periodSeconds,
            periods: row.periods,
            missing: row.missing,
            dimensions: sorted(Object.keys(dimensions)),
          },
        ]),
      ),
    ),
  };
}

/** What a role may do. */
const actionsOf = ({ access }: Plan, engine: Engine, kind: string): string[] =>
  sorted(
    access
      .filter((row) => row.who === kind && isGrantedBy(engine, row))
      .flatMap(({ actions, on, where }) =>
        actions.map((action) => permission(action, on === 'anything' ? '*' : on, where && { StringEquals: where })),
      ),
  );

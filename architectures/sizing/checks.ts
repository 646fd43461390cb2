import { count, isImageId, type Components, type Issue, type PlanPath } from '../../constructs/spec';
import { systemOf } from '../../constructs/boot';
import { logins } from './data/logins';
import { cacheShapes, databaseShapes, ec2Shapes, knownRegions, searchShapes, type Shape } from './data/shapes';
import { mostSearchDiskGiB } from './data/search-disk';
import { checkConnections } from './rules/connections';
import { noImage } from './rules/image';
import { mostAtATime, passwordChecks } from './rules/logins';
import { isVpcRange, releaseOf, type NormalisedRequest } from './request';

type Check = (components: Components, request: NormalisedRequest) => Issue[];

/** Whole numbers with the least and the most that AWS or the server accepts. */
const ranges: readonly (readonly [path: PlanPath, least: number, most: number])[] = [
  ['network.zones', 2, 3],
  ['network.natGateways', 0, 3],
  ['network.flowLogs.days', 1, 3_653],
  ['secrets.administrator.passwordLength', 16, 72],
  ['database.login.passwordLength', 16, 128],
  ['database.readers', 0, 15],
  ['database.backup.days', 1, 35],
  ['database.reservedConnections', 5, 100],
  ['database.maxConnections', 6, 262_143],
  ['database.parameters.random_page_cost', 0, 1_000],
  ['database.parameters.work_mem', 64, 2_147_483_647],
  ['database.parameters.maintenance_work_mem', 1_024, 2_147_483_647],
  ['database.parameters.rds.force_ssl', 0, 1],
  ['fileStore.expireOldVersionsDays', 1, 36_500],
  ['fileStore.abortUploadsDays', 1, 36_500],
  ['search.nodes', 1, 80],
  ['search.zones', 1, 3],
  ['search.masters.nodes', 0, 5],
  ['search.disk.sizeGiB', 10, mostSearchDiskGiB],
  ['search.disk.iops', 3_000, 80_000],
  ['search.disk.throughputMiBps', 125, 2_000],
  ['cache.nodes', 1, 6],
  ['appFleet.nodes', 1, 100],
  ['appFleet.surge', 1, 10],
  ['appFleet.diskGiB', 10, 16_384],
  ['appFleet.launchSeconds', 300, 3_000],
  ['appFleet.drainSeconds', 60, 7_200],
  ['appFleet.maxOpenConns', 1, 10_000],
  ['appFleet.maxIdleConns', 1, 10_000],
  ['proxy.nodes', 1, 100],
  ['proxy.diskGiB', 10, 16_384],
  ['proxy.launchSeconds', 120, 3_000],
  ['proxy.drainSeconds', 60, 7_200],
  ['proxy.bodyMiB', 101, 2_048],
  ['proxy.imageCacheGiB', 1, 16_000],
  ['proxy.slots', 2, 256],
  ['proxy.logins.atATime', 1, 256],
  ['proxy.logins.queueSeconds', 1, 60],
  ['proxy.logins.queueMost', 1, 10_000],
  ['proxy.logins.retryAfterSeconds', 1, 3_600],
  ['loadBalancer.idleTimeoutSeconds', 1, 4_000],
  ['loadBalancer.deregistrationSeconds', 0, 3_600],
  ['loadBalancer.healthCheck.intervalSeconds', 5, 300],
  ['loadBalancer.healthCheck.timeoutSeconds', 2, 120],
  ['loadBalancer.healthCheck.successes', 2, 10],
  ['loadBalancer.healthCheck.failures', 2, 10],
  ['observability.logs.days', 1, 3_653],
];

const anImage = /^(20\d{6}(\.\d+)?|ami-[0-9a-f]{8,17}|none)$/;
const imageForms =
  'the serial of an Ubuntu 24.04 image, such as 20251212, or the id of an image, such as ami-0123456789abcdef0';

/** Texts that AWS or the server accepts. */
const texts: readonly (readonly [path: PlanPath, form: RegExp, allowed: string])[] = [
  ['database.engineVersion', /^1[67]\.\d+$/, 'an Aurora PostgreSQL version from 16 on, such as 16.13'],
  ['database.name', /^[a-z][a-z0-9_]{0,62}$/, 'small letters, digits and underscores, a letter first'],
  ['database.login.username', /^[a-z][a-z0-9_]{0,62}$/, 'small letters, digits and underscores, a letter first'],
  [
    'secrets.administrator.username',
    /^[a-z][a-z0-9._-]{2,21}$/,
    '3 to 22 small letters, digits, dots, hyphens and underscores',
  ],
  ['search.engineVersion', /^2\.\d+$/, 'an OpenSearch 2.x version: the vendor documents no later one'],
  ['cache.engineVersion', /^7\.\d+$/, 'a Redis 7 version'],
  ['appFleet.image', anImage, imageForms],
  ['appFleet.server.version', /^\d+\.\d+\.\d+$/, 'a version of the server, such as 11.7.9'],
  ['appFleet.server.sha256', /^[0-9a-f]{64}$/, '64 digits from 0 to 9 and a to f'],
  ['appFleet.server.url', /^(https|s3):\/\/[^\s"'\\]+$/, 'https://… or s3://bucket/key'],
  ['proxy.image', anImage, imageForms],
  ['loadBalancer.listener', /^(https|http)$/, 'https, http'],
  [
    'loadBalancer.tlsPolicy',
    /^ELBSecurityPolicy-[A-Za-z0-9-]+$/,
    'the name of a security policy of Elastic Load Balancing',
  ],
  ['loadBalancer.type', /^(network|application)$/, 'network, application'],
  ['loadBalancer.scheme', /^(internet-facing|internal)$/, 'internet-facing, internal'],
];

const shapesOf: readonly (readonly [path: PlanPath, shapes: Readonly<Record<string, Shape>>, x86Only: boolean])[] = [
  ['appFleet.instance', ec2Shapes, true],
  ['proxy.instance', ec2Shapes, true],
  ['database.instance', databaseShapes, false],
  ['search.instance', searchShapes, false],
  ['search.masters.instance', searchShapes, false],
  ['cache.instance', cacheShapes, false],
];

/** The value at a path; a name may itself hold a dot. */
export function valueAt(node: unknown, path: string): unknown {
  if (typeof node !== 'object' || node === null) return undefined;
  const entry = Object.entries(node as Readonly<Record<string, unknown>>).find(
    ([key]) => path === key || path.startsWith(`${key}.`),
  );
  if (!entry) return undefined;
  const [key, value] = entry;
  return path === key ? value : valueAt(value, path.slice(key.length + 1));
}

const inRange: Check = (components) =>
  ranges.flatMap(([path, least, most]) => {
    const value = valueAt(components, path);
    if (value === undefined || (typeof value === 'number' && value >= least && value <= most)) return [];
    return [
      {
        what: `'${path}' is out of range`,
        given: JSON.stringify(value),
        allowed: `from ${least} to ${most}`,
        todo: 'change the pin',
      },
    ];
  });

const wellFormed: Check = (components) =>
  texts.flatMap(([path, form, allowed]) => {
    const value = valueAt(components, path);
    return typeof value !== 'string' || form.test(value)
      ? []
      : [{ what: `'${path}' is not valid`, given: JSON.stringify(value), allowed, todo: 'change the pin' }];
  });

const knownClasses: Check = (components, { region }) =>
  shapesOf.flatMap(([path, shapes, x86Only]) => {
    const instance = valueAt(components, path);
    if (typeof instance !== 'string') return [];
    const shape = Object.hasOwn(shapes, instance) ? shapes[instance] : undefined;
    const usable = () => alternatives(shapes, instance, x86Only);
    if (!shape) {
      return [
        {
          what: `'${path}' is a class whose shape is not in the data`,
          given: instance,
          allowed: usable().join(', '),
          todo: 'pin one of these',
        },
      ];
    }
    if (x86Only && shape.arch !== 'x86_64') {
      return [
        {
          what: `'${path}' is an ARM class: nodes are x86-64, the vendor's server has no other build`,
          given: instance,
          allowed: usable().join(', '),
          todo: 'pin one of these',
        },
      ];
    }
    if (region && shape.regions && knownRegions.includes(region) && !shape.regions.includes(region)) {
      const offered = usable().filter((name) => shapes[name]!.regions?.includes(region));
      return [
        {
          what: `'${path}' is not offered in ${region}`,
          given: instance,
          allowed: offered.join(', '),
          todo: 'pin one of these or choose another region',
        },
      ];
    }
    return [];
  });

/** Classes of the same size if there are any, else all. */
function alternatives(shapes: Readonly<Record<string, Shape>>, instance: string, x86Only: boolean): string[] {
  const all = Object.keys(shapes).filter((name) => !x86Only || shapes[name]!.arch === 'x86_64');
  const alike = all.filter((name) => name.split('.')[1] === instance.split('.')[1]);
  return alike.length ? alike : all;
}

const applying = (issues: readonly (Issue | false | undefined)[]): Issue[] =>
  issues.filter((issue): issue is Issue => Boolean(issue));

const together: Check = (
  { network, appFleet, search, loadBalancer, proxy },
  { availability, availabilityZones, exposure, vpcCidr, version, listener },
) => {
  const known = releaseOf(version)?.sha256;
  return applying([
    appFleet.maxIdleConns > appFleet.maxOpenConns && {
      what: `'appFleet.maxIdleConns' is more than may be open`,
      given: String(appFleet.maxIdleConns),
      allowed: `up to appFleet.maxOpenConns, ${appFleet.maxOpenConns}`,
      todo: 'pin fewer idle connections',
    },
    proxy &&
      appFleet.nodes + appFleet.surge > proxy.slots && {
        what: `'proxy.slots' is fewer than there may be app nodes`,
        given: String(proxy.slots),
        allowed: `from appFleet.nodes + appFleet.surge, ${appFleet.nodes + appFleet.surge}`,
        todo: 'pin more',
      },
    proxy &&
      proxy.imageCacheGiB + 10 > proxy.diskGiB && {
        what: `'proxy.imageCacheGiB' does not fit on the disk of a proxy`,
        given: `${proxy.imageCacheGiB} of ${proxy.diskGiB} GiB`,
        allowed: `up to ${proxy.diskGiB - 10}: the system and logs need 10`,
        todo: 'pin a larger proxy.diskGiB or a smaller cache',
      },
    appFleet.server.version !== version && {
      what: `'appFleet.server.version' is pinned, and the settings are those of the request's version`,
      given: `${appFleet.server.version} and ${version}`,
      allowed: 'one version',
      todo: "remove the pin and give the request's version",
    },
    known !== undefined &&
      appFleet.server.sha256 !== known && {
        what: `'appFleet.server.sha256' is not that of version ${version}`,
        given: appFleet.server.sha256,
        allowed: known,
        todo: 'remove the pin',
      },
    loadBalancer.listener !== listener && {
      what: `'loadBalancer.listener' is pinned, and the site address is that of the request's listener`,
      given: `${loadBalancer.listener} and ${listener}`,
      allowed: 'one listener',
      todo: "remove the pin and give the request's listener",
    },
    !isVpcRange(network.cidr) && {
      what: `'network.cidr' is not valid`,
      given: JSON.stringify(network.cidr),
      allowed: 'an IPv4 range from /16 to /22, written with the address of the network',
      todo: "remove the pin and give the request's vpcCidr",
    },
    availabilityZones !== undefined &&
      availabilityZones.length < network.zones && {
        what: `'availabilityZones' are too few`,
        given: availabilityZones.join(', '),
        allowed: `${network.zones} or more, as network.zones`,
        todo: 'name more zones, or pin fewer network.zones',
      },
    search &&
      search.zones > network.zones && {
        what: `'search.zones' is more zones than the network has`,
        given: String(search.zones),
        allowed: `up to network.zones, ${network.zones}`,
        todo: 'pin fewer',
      },
    search &&
      search.nodes % search.zones !== 0 && {
        what: `'search.nodes' cannot be spread evenly`,
        given: `${search.nodes} nodes in ${search.zones} zones`,
        allowed: `a multiple of ${search.zones}`,
        todo: 'pin another number of nodes or zones',
      },
    search &&
      ![0, 3, 5].includes(search.masters.nodes) && {
        what: `'search.masters.nodes' cannot form a quorum`,
        given: String(search.masters.nodes),
        allowed: '0, 3, 5',
        todo: 'pin 3: of two masters neither can act alone, and one cannot be lost',
      },
    (loadBalancer.type === 'network') !== (proxy !== undefined) && {
      what: `'loadBalancer.type' does not fit the request's proxy`,
      given: loadBalancer.type,
      allowed: proxy ? 'network' : 'application',
      todo: "remove the pin and choose the request's proxy",
    },
    exposure === 'private' &&
      network.cidr !== vpcCidr && {
        what: `'network.cidr' is pinned, and a private site is open to the request's vpcCidr`,
        given: `${network.cidr} and ${vpcCidr}`,
        allowed: 'one range',
        todo: "remove the pin and give the request's vpcCidr",
      },
    loadBalancer.type === 'network' &&
      loadBalancer.idleTimeoutSeconds !== 350 && {
        what: `'loadBalancer.idleTimeoutSeconds' of a TLS listener of a network load balancer cannot be changed`,
        given: String(loadBalancer.idleTimeoutSeconds),
        allowed: '350',
        todo: 'remove the pin',
      },
    loadBalancer.healthCheck.timeoutSeconds >= loadBalancer.healthCheck.intervalSeconds && {
      what: `'loadBalancer.healthCheck.timeoutSeconds' is no shorter than the interval`,
      given: `${loadBalancer.healthCheck.timeoutSeconds} s of ${loadBalancer.healthCheck.intervalSeconds} s`,
      allowed: `less than loadBalancer.healthCheck.intervalSeconds, ${loadBalancer.healthCheck.intervalSeconds}`,
      todo: 'pin a shorter timeout or a longer interval',
    },
    availability === 'single-node' &&
      appFleet.nodes > 1 && {
        what: `'appFleet.nodes' makes a cluster of a single node`,
        given: String(appFleet.nodes),
        allowed: '1',
        todo: 'ask for availability node-loss',
      },
  ]);
};

/** Ubuntu's serials name one image for ever; of the other systems only an image of the region does. */
const images: Check = ({ appFleet, proxy }, { operatingSystem }) => {
  const { title, serials } = systemOf(operatingSystem);
  return applying(
    Object.entries({ appFleet, proxy }).map(
      ([fleet, nodes]) =>
        nodes !== undefined &&
        !isImageId(nodes.image) &&
        (serials
          ? nodes.image === noImage && {
              what: `'${fleet}.image' is not valid`,
              given: nodes.image,
              allowed: imageForms,
              todo: 'remove the pin',
            }
          : {
              what: `'${fleet}.image' is missing: nobody names an image of ${title} for ever`,
              ...(nodes.image !== noImage && { given: nodes.image }),
              allowed: 'the id of an image in the region, such as ami-0123456789abcdef0',
              todo: `pin it: ${fleet}.image=ami-…`,
            }),
    ),
  );
};

/** What a node needs to reach, by the way out that it has. */
const waysOut: Check = ({ network, appFleet, loadBalancer }, { egress, mirror }) => {
  const { url } = appFleet.server;
  const inPublic = {
    given: `network.natGateways ${network.natGateways}, loadBalancer.scheme ${loadBalancer.scheme}`,
    todo: 'remove the pin',
  };
  return applying([
    url.startsWith('s3://') &&
      !(mirror && url.startsWith(`${mirror}/`)) && {
        what: `'appFleet.server.url' is in a bucket that no node may read`,
        given: url,
        allowed: mirror ? `below ${mirror}/` : "a bucket that the request names as 'mirror'",
        todo: "remove the pin and give the request's mirror",
      },
    egress === 'nat' &&
      network.natGateways === 0 && {
        what: `'network.natGateways' leaves the nodes without a way out`,
        given: '0',
        allowed: 'from 1 with egress nat',
        todo: 'remove the pin, or ask for another egress',
      },
    egress === 'none' &&
      !network.interfaceEndpoints && {
        what: `'network.interfaceEndpoints' leaves the nodes without AWS`,
        given: 'false',
        allowed: 'true with egress none',
        todo: 'remove the pin',
      },
    egress === 'none' &&
      network.publicSubnets && {
        what: `'network.publicSubnets' need an internet gateway, which egress none does not have`,
        allowed: 'neither a NAT gateway nor a load balancer that is internet-facing',
        ...inPublic,
      },
    egress !== 'none' &&
      !network.publicSubnets &&
      (network.natGateways > 0 || loadBalancer.scheme === 'internet-facing') && {
        what: `'network.publicSubnets' are missing, and something stands in them`,
        allowed: 'true with a NAT gateway or a load balancer that is internet-facing',
        ...inPublic,
      },
    egress === 'none' &&
      !url.startsWith('s3://') && {
        what: `'appFleet.server.url' is out of reach with egress none`,
        given: url,
        allowed: mirror ? `below ${mirror}/` : 'an address in the mirror',
        todo: 'remove the pin',
      },
  ]);
};

/** Whoever is let through still waits for the answer when it comes. */
const loginsInTime: Check = ({ proxy, appFleet }, { version }) => {
  if (!proxy?.logins.admission) return [];
  const { atATime, queueSeconds } = proxy.logins;
  const { perSecond } = passwordChecks(version, appFleet.instance);
  const most = mostAtATime(perSecond, queueSeconds);
  if (atATime * proxy.nodes <= most) return [];
  return [
    {
      what: `'proxy.logins' keeps people waiting for longer than the ${logins.patienceSeconds} s after which the first give up`,
      given: `${queueSeconds} s in the queue, then ${atATime} at a time from each of ${proxy.nodes} proxies`,
      allowed: `after ${queueSeconds} s up to ${Math.max(0, most)} in all: an app node checks ${count(perSecond)} a second`,
      todo: 'pin a smaller proxy.logins.atATime, a shorter proxy.logins.queueSeconds, or proxy.logins.admission=false',
    },
  ];
};

/** Judge the finished components, whoever decided them: a rule, a default or a pin. */
const checks: readonly Check[] = [
  inRange,
  wellFormed,
  knownClasses,
  together,
  images,
  waysOut,
  loginsInTime,
  checkConnections,
];

export const judge: Check = (components, request) => checks.flatMap((check) => check(components, request));

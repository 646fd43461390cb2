import { proxyPackages } from './haproxy-package';
import { selinuxPackages } from './selinux';
import { systemOf, type SystemName } from './system';

export type FleetName = 'appFleet' | 'proxy';

/** A file of a mirror: its name there, and where it is had. */
export interface MirrorFile {
  readonly name: string;
  readonly what: string;
  /** An address, or the packages of the distribution that it holds with all that they need. */
  readonly from: string | readonly string[];
  /** Lower-case hexadecimal, where the plan has one. */
  readonly sha256?: string;
  /** Address of a detached signature by `buildKey`. */
  readonly signature?: string;
}

/** What decides about the files of a mirror. */
export interface Mirrored {
  readonly server: { readonly version: string; readonly sha256: string; readonly url: string };
  /** `s3://bucket/folder` */
  readonly mirror: string;
  readonly system: SystemName;
  readonly egress: string;
  /** @default - the certificates of the commercial regions, the agent's address without a region */
  readonly region?: string;
  readonly fleets: readonly FleetName[];
}

/**
 * The key with which the vendor signs what it builds. Sources of its fingerprint: the statement of the vendor's build account
 * on its GitHub gist 74159c85a07311c66a8b068ec8d35c11, and keybase.io/mattermost, which agree.
 */
export const buildKey = {
  fingerprint: 'A1B31D46F0F3A10B02CF2D44F8F2C31744774B28',
  url: 'https://deb.packages.mattermost.com/pubkey.gpg',
} as const;

/** The server's tarball, as the vendor calls it. Source: deployment-guide/server/linux/deploy-tar.rst. */
export const release = (version: string): { readonly name: string; readonly url: string } => {
  const name = `mattermost-${version}-linux-amd64.tar.gz`;
  return { name, url: `https://releases.mattermost.com/${version}/${name}` };
};

/**
 * The root certificates of RDS, by partition. Source: the user guide of RDS, "Using SSL/TLS to encrypt a connection to a DB
 * instance or cluster".
 */
export const certificates = {
  name: 'global-bundle.pem',
  from: {
    aws: 'https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem',
    'aws-us-gov': 'https://truststore.pki.us-gov-west-1.rds.amazonaws.com/global/global-bundle.pem',
    'aws-cn': 'https://rds-truststore.s3.cn-north-1.amazonaws.com.cn/global/global-bundle.pem',
  },
} as const;

/**
 * The CloudWatch agent's package, in AWS's own bucket of the region; `{region}` and `{domain}` are to be filled in. Source:
 * the user guide of CloudWatch, "Download the CloudWatch agent package".
 */
export const agentPackage = (system: SystemName) => {
  const { format, agentFolder } = systemOf(system);
  const name = `amazon-cloudwatch-agent.${format}`;
  const path = `${agentFolder}/${name}`;
  return {
    name,
    regional: `https://amazoncloudwatch-agent-{region}.s3.{region}.{domain}/${path}`,
    global: `https://amazoncloudwatch-agent.s3.amazonaws.com/${path}`,
  };
};

/** A repository of packages in one file, for nodes of a fleet that reach the mirror only. */
export const packageBundle = (fleet: FleetName): string => `${fleet}-packages.tar`;

/** Packages of the distribution that the nodes of a fleet install. */
export const packagesOf = (fleet: FleetName, system: SystemName): readonly string[] => {
  const { guards, nodeExporter } = systemOf(system);
  return [
    ...(fleet === 'proxy' ? proxyPackages(system) : []),
    ...(guards.includes('SELinux') ? selinuxPackages : []),
    ...(nodeExporter ? [nodeExporter] : []),
  ];
};

const partitions: readonly (readonly [regions: RegExp, partition: keyof typeof certificates.from, domain: string])[] = [
  [/^us-gov-/, 'aws-us-gov', 'amazonaws.com'],
  [/^cn-/, 'aws-cn', 'amazonaws.com.cn'],
  [/^/, 'aws', 'amazonaws.com'],
];

/** Everything that nodes look for in a mirror, under the names by which they do. */
export function mirrorFiles({ server, mirror, system, egress, region, fleets }: Mirrored): readonly MirrorFile[] {
  const [, partition, domain] = partitions.find(([regions]) => regions.test(region ?? ''))!;
  const agent = agentPackage(system);
  const { url } = release(server.version);
  return [
    ...(server.url.startsWith(`${mirror}/`)
      ? [
          {
            name: server.url.slice(mirror.length + 1),
            what: `server ${server.version}`,
            from: url,
            sha256: server.sha256,
            signature: `${url}.sig`,
          },
        ]
      : []),
    { name: certificates.name, what: 'root certificates of RDS', from: certificates.from[partition] },
    {
      name: agent.name,
      what: 'CloudWatch agent',
      from: region ? agent.regional.replaceAll('{region}', region).replace('{domain}', domain) : agent.global,
    },
    ...(egress === 'none'
      ? fleets.flatMap((fleet) => {
          const from = packagesOf(fleet, system);
          return from.length ? [{ name: packageBundle(fleet), what: `packages of ${fleet} nodes`, from }] : [];
        })
      : []),
  ];
}

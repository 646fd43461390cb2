/** A release of the server that can be installed from the release site. */
export interface Release {
  /** SHA-256 of the linux-amd64 tarball, lower-case hexadecimal. */
  readonly sha256: string;
  /** ISO date on which the vendor's support ends. */
  readonly supportEnds: string;
  readonly line: 'extended support' | 'feature';
}

/** Source of the table: digests, and dates of the end of support. */
export const releasesPages = [
  'product-overview/version-archive.rst',
  'product-overview/mattermost-server-releases.md',
] as const;

export const releases = {
  '11.7.9': {
    sha256: 'a22e631ae4a1f704c2bcf45ad8dcc377184081c50954a9269b7f62bd663a7a04',
    supportEnds: '2027-05-15',
    line: 'extended support',
  },
  '11.10.0': {
    sha256: '8ae404ed0c0fbab2b01c00c031b9d0f3e17c51007e3bb3401bebaf3e60da0c3e',
    supportEnds: '2026-11-15',
    line: 'feature',
  },
} as const satisfies Readonly<Record<string, Release>>;

export type KnownVersion = keyof typeof releases;
export const defaultVersion: KnownVersion = '11.7.9';

/** -1, 0 or 1, as `11.7.9` is older than, the same as or newer than `11.10.0`. */
export const compareVersions = (a: string, b: string): number => {
  const [x, y] = [a, b].map((version) => version.split('.').map(Number)) as [number[], number[]];
  const difference = [0, 1, 2].map((i) => (x[i] ?? 0) - (y[i] ?? 0)).find((d) => d !== 0) ?? 0;
  return Math.sign(difference);
};

/**
 * The oldest line whose settings are known here, read from the server's own configuration model, and the first
 * major version whose settings are not.
 */
export const supportedVersions = { from: '11.7.0', below: '12.0.0' } as const;

/** The first version without the lock that lets an app node check one password at a time (MM-68732, pull request 36515). */
export const withoutLoginLock = '11.9.0';

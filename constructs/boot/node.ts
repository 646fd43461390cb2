import type { Binding, LoginsSpec, Setting } from '../spec';
import type { SystemName } from './system';

/** A file that a node finds at its first boot. Nothing in it is secret: late values are named, never held. */
export interface BootFile {
  readonly path: `/${string}`;
  readonly mode: '0600' | '0644' | '0755';
  readonly text: string;
}

/** A step of a first boot that only some systems have: the `start` of a module. */
export interface BootStep {
  readonly name: string;
  /** Name of the Python module, without its ending. */
  readonly module: string;
  /** Whether an image holds what it does. @default false */
  readonly baked?: boolean;
  /** The module, and what it reads. */
  readonly files: readonly BootFile[];
}

/** CloudWatch namespace of everything that a node sends. */
export const nodeMetrics = 'Mattermost/Nodes';

/** The tag by which members of a fleet are found: on the group and on each of its instances. */
export const fleetTag = 'mattermost:fleet';

/**
 * How a node reaches what is outside of its network: through NAT, not at all (everything comes from the mirror and from
 * endpoints of AWS in the network), or through a forward proxy.
 */
export type Egress = 'nat' | 'none' | `http://${string}`;

/** What every node is told. */
export interface Node {
  /** Of the deployment; parameters are found under `/mattermost/<id>/`. */
  readonly id: string;
  readonly system: SystemName;
  readonly egress: Egress;
  /** Where a node finds what it installs, `s3://bucket/folder`. @default - the vendor, AWS and the distribution */
  readonly mirror?: string;
  /** Late values by name, and the parameter that holds each. */
  readonly bindings: readonly Binding[];
  /** Seconds until the group gives up a node that does not complete its launch hook. */
  readonly launchSeconds: number;
  /** Seconds that a node has to drain before the group terminates it. */
  readonly drainSeconds: number;
}

/** What an app node is told. */
export interface AppNode extends Node {
  readonly server: {
    readonly version: string;
    /** Of the tarball, lower-case hexadecimal. */
    readonly sha256: string;
    /** `https://…` or `s3://bucket/key` */
    readonly url: string;
  };
  readonly settings: readonly Setting[];
  readonly administrator: { readonly email: string };
  readonly licence: {
    /** Short names of the editions that are enough, as a licence writes them; none where the plan needs no licence. */
    readonly editions: readonly string[];
    /** Seats that a licence must have; 0 where the plan needs none. */
    readonly seats: number;
  };
  /** `rolling` refuses a version that is more than one minor away from the running one. */
  readonly upgrade: 'rolling' | 'stop';
  /** Whether a node waits until those of an older launch template have gone: two that do not work together never meet. */
  readonly alone: boolean;
  /** Plugins that are switched off when the deployment is made. */
  readonly pluginsOff: readonly string[];
}

/** What a proxy node is told. */
export interface ProxyNode extends Node {
  /** What the load balancer in front speaks to clients: NGINX sees plain HTTP either way. */
  readonly listener: 'https' | 'http';
  /** Largest request body, MiB. */
  readonly bodyMiB: number;
  /** Largest size of the image cache, GiB. */
  readonly cacheGiB: number;
  /** App nodes that the proxy can know at the same time. */
  readonly slots: number;
  readonly logins: LoginsSpec;
}

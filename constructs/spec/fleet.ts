import type { AppFleetSpec, ProxySpec } from './components';
import type { Principal } from './contract';

/** What the two fleets of nodes differ in, whatever the engine. */
export interface Fleet {
  readonly kind: Principal;
  readonly description: string;
  readonly spec: Pick<
    AppFleetSpec & ProxySpec,
    'instance' | 'image' | 'nodes' | 'diskGiB' | 'launchSeconds' | 'drainSeconds'
  >;
  /** Nodes that a rolling update starts before it drains as many. */
  readonly surge: number;
  readonly upgrade: 'rolling' | 'stop';
  readonly healthCheck: 'EC2' | 'ELB';
}

/** What a construct of the app nodes takes beside the plan. */
export interface AppFleetOptions {
  readonly spec: AppFleetSpec;
  /** `stop` replaces all nodes at once, for a version more than one minor away. @default 'rolling' */
  readonly upgrade?: 'rolling' | 'stop';
  /** `ELB` where a load balancer checks the nodes themselves, by a target group of the group. @default 'EC2' */
  readonly healthCheck?: 'EC2' | 'ELB';
}

export const appFleet = ({ spec, upgrade = 'rolling', healthCheck = 'EC2' }: AppFleetOptions): Fleet => ({
  kind: 'appFleet',
  description: 'Mattermost servers',
  spec,
  surge: spec.surge,
  // Two servers without a licence, which one node does without, are not a cluster.
  upgrade: spec.nodes === 1 ? 'stop' : upgrade,
  healthCheck,
});

export const proxyFleet = (spec: ProxySpec): Fleet => ({
  kind: 'proxy',
  description: 'Mattermost proxies',
  spec,
  surge: 1,
  upgrade: 'rolling',
  healthCheck: 'ELB',
});

/** Version of the server that runs, before the first node has served: nodes write theirs over it. */
export const runningVersion = 'none';

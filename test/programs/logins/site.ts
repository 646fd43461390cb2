import { planArchitecture, type Request } from '../../../architectures/sizing';
import { proxyMetrics } from '../../../constructs/boot';
import { proxyHealth } from '../../../constructs/boot/haproxy';
import { fetched, until, type Answer } from '../proxy/client';
import { Cloud } from '../proxy/cloud';
import { cloudPort, slotStates, startHaproxy, startNginx, startWatch, writeFiles } from '../proxy/machine';
import { coverFolders } from '../proxy/namespace';
import { Program } from './program';

/** What a node has seen: checked passwords, and the most logins that were inside at the same time. */
export interface AtNode {
  readonly checked: number;
  readonly most: number;
}

interface Others {
  readonly sent: number;
  readonly failed: number;
  readonly times: { readonly p50: number; readonly p99: number };
}

/** What people have seen; times in milliseconds. */
export interface AtPeople {
  readonly came: number;
  /** Who got in while others still came, and that by the second. */
  readonly in: number;
  readonly perSecond: readonly number[];
  /** By status; `none` where a person gave up before there was one, `lost` where the connection broke. */
  readonly answers: Readonly<Record<string, number>>;
  /** Refusals that are not as the server says errors, or do not say when to come back. */
  readonly malformed: readonly string[];
  readonly waits: Others['times'];
  readonly others: Readonly<Record<'quiet' | 'storm', Others>>;
}

/** How a server checks passwords, and the version that does so. */
export interface Kind {
  readonly version: string;
  /** Passwords a second, beside so many other requests a second. */
  readonly checks: (others?: number) => number;
  readonly options: Readonly<Record<string, string | number>>;
}

/** One at a time, each for 100 ms. */
export const locked: Kind = { version: '11.7.9', checks: () => 10, options: { lock: '100ms' } };
/**
 * As many as come share the core that two vCPU are; each password takes 86 ms of it, and each other request 2 ms. Two
 * passwords at a time keep it busy.
 */
export const shared: Kind = {
  version: '11.10.0',
  checks: (others = 0) => (1 - others * 0.002) / 0.086,
  options: { cores: 1, hash: '86ms' },
};

export interface Storm {
  /** People a second. */
  readonly rate: number;
  readonly seconds: number;
  /** `5s`. @default - 5 s */
  readonly patience?: string;
  /** Each attempt has a patience of its own, from this on. */
  readonly least?: string;
  /** Whoever does not get in tries again after this. @default - never */
  readonly back?: string;
  /** Those of a second come at once. */
  readonly together?: boolean;
  /** Other requests a second, and the seconds of quiet in which there are only these. */
  readonly others?: number;
  readonly quiet?: number;
}

/** A proxy node as a plan renders it, with its own poller, in front of app nodes; in namespaces of its own. */
export class Site {
  readonly #cloud: Cloud;
  #nodes = 0;

  private constructor(
    private readonly folder: string,
    fleet: string,
  ) {
    this.#cloud = new Cloud(cloudPort, fleet);
  }

  /** One proxy before one class of app nodes, with two vCPU. */
  static async open(folder: string, version: string, pins: Request['pins'] = {}): Promise<Site> {
    coverFolders();
    const { request, bootFiles } = planArchitecture({ id: 'storm', concurrentUsers: '200', version, pins });
    writeFiles(bootFiles.proxy!);
    const site = new Site(folder, `${request.id}/appFleet`);
    for (const start of [startHaproxy, startNginx, startWatch]) start();
    await until('NGINX and HAProxy answer', 20, () =>
      fetched(proxyHealth).then(
        ({ status }) => status === 503,
        () => false,
      ),
    );
    // Growth is reported from the second report on.
    await until('a report', 20, () => site.#reports('members').length > 0);
    return site;
  }

  /** A node more; returns when it takes requests. */
  async join({ options }: Kind): Promise<Node> {
    const number = (this.#nodes += 1);
    const address = `127.0.0.${10 + number}`;
    const program = new Program<AtNode>(this.folder, 'node', { address, ...options });
    await until('the node listens', 20, () => program.says('ready'));
    const instance = `i-${number}`;
    this.#cloud.instances.set(instance, { address, state: 'InService' });
    await this.up(number);
    const leave = () => void (this.#cloud.instances.get(instance)!.state = 'Terminating:Wait');
    return { program, leave };
  }

  /** An instance that is in service, with nobody there. */
  announce(address: string): void {
    this.#cloud.instances.set(address, { address, state: 'InService' });
  }

  /** Waits until so many nodes take requests. */
  async up(nodes: number): Promise<void> {
    await until(
      `${nodes} nodes are up`,
      40,
      async () => (await slotStates()).filter((is) => is === 'UP').length === nodes,
    );
  }

  async storm({ ...storm }: Storm): Promise<AtPeople> {
    return new Program<AtPeople>(this.folder, 'people', storm).seen();
  }

  #reports(name: keyof typeof proxyMetrics): readonly number[] {
    return this.#cloud
      .of('PutMetricData')
      .filter((body) => body.get('MetricData.member.1.MetricName') === proxyMetrics[name])
      .map((body) => Number(body.get('MetricData.member.1.Value')));
  }

  /** All that the node's own program has reported, the last request counted. */
  async reported(name: keyof typeof proxyMetrics): Promise<readonly number[]> {
    const before = this.#reports(name).length;
    // One that was on its way may not have counted it.
    await until(`${proxyMetrics[name]} is reported`, 20, () => this.#reports(name).length >= before + 2);
    return this.#reports(name);
  }
}

export interface Node {
  readonly program: Program<AtNode>;
  /** The group takes it away. */
  readonly leave: () => void;
}

export interface Posted extends Answer {
  /** That the answer took. */
  readonly seconds: number;
}

/** A post to the site. */
export async function posted(path = '/api/v4/users/login'): Promise<Posted> {
  const began = Date.now();
  const body = Buffer.from('{"login_id":"person","password":"x"}');
  const answer = await fetched(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
  return { ...answer, seconds: (Date.now() - began) / 1_000 };
}

import { strict as assert } from 'node:assert';
import { mkdirSync } from 'node:fs';
import { planArchitecture } from '../../../architectures/sizing';
import { until } from '../proxy/client';
import { Cloud } from '../proxy/cloud';
import { cloudPort, ended, slotStates, startHaproxy, startNginx, startWatch } from '../proxy/machine';
import { AppNode, layCable } from './app-node';
import { Observer } from './observer';

/** The plan whose proxy it is: of most sizes the proxies differ in nothing but their number. */
export const plan = planArchitecture({ id: 'chat', concurrentUsers: '15k', domainName: 'chat.example.com' });

export const pause = (seconds: number) => new Promise<void>((resolve) => setTimeout(resolve, seconds * 1_000));

/** A proxy with its poller, the AWS that it asks, and three app nodes. One of these is hit by every fault. */
export class Site {
  readonly hit: AppNode;
  readonly others: readonly AppNode[];
  readonly cloud = new Cloud(cloudPort, `${plan.request.id}/appFleet`);
  readonly observer: Observer;
  #haproxy = startHaproxy();

  private constructor(folder: string) {
    this.hit = new AppNode('192.0.2.12', folder, true);
    this.others = ['127.0.0.11', '127.0.0.13'].map((address) => new AppNode(address, folder));
    this.observer = new Observer(this.hit.address);
    startNginx();
    startWatch();
  }

  static async open(folder: string): Promise<Site> {
    mkdirSync(folder, { recursive: true });
    const site = new Site(folder);
    layCable(site.hit.address);
    for (const node of site.nodes) {
      await node.start();
      site.join(node);
    }
    await site.isServing(3);
    return site;
  }

  get nodes(): readonly AppNode[] {
    return [this.hit, ...this.others];
  }

  join({ address }: AppNode): void {
    this.cloud.instances.set(`i-${address}`, { address, state: 'InService' });
  }

  /** The group takes a node away. */
  takeAway({ address }: AppNode): void {
    this.cloud.instances.get(`i-${address}`)!.state = 'Terminating:Wait';
  }

  gone({ address }: AppNode): void {
    this.cloud.instances.delete(`i-${address}`);
  }

  async isServing(nodes: number): Promise<void> {
    await until(`${nodes} nodes serve`, 15, async () => {
      const states = await slotStates().catch(() => []);
      return states.filter((state) => state === 'UP').length === nodes;
    });
  }

  /** The node that is hit gets nothing new. */
  isOut = () => until('HAProxy takes the node out', 15, () => !this.observer.serves);
  /** The node that is hit gets new requests. */
  isIn = () => until('HAProxy takes the node in', 15, () => this.observer.serves);

  async restartHaproxy(): Promise<void> {
    this.#haproxy.kill('SIGTERM');
    await until('HAProxy ends', 5, () => ended(this.#haproxy));
    this.#haproxy = startHaproxy();
  }

  /** How often each post was received, of those whose id begins with a name. */
  received(name: string): ReadonlyMap<string, number> {
    const times = new Map<string, number>();
    for (const { post } of this.nodes.flatMap((node) => node.requests())) {
      if (post.startsWith(name)) times.set(post, (times.get(post) ?? 0) + 1);
    }
    assert.ok(times.size > 0, `no node has received a post of ${name}`);
    return times;
  }
}

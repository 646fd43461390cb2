import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ports } from '../../../constructs/spec';
import { command } from '../proxy/namespace';
import { Program } from './programs';

/** The network namespace of the node that is hit, and the ends of the cable to it. */
const far = 'far';
const cable = { here: 'here', there: 'there' } as const;

/**
 * Lays a cable from this network namespace to one of its own. The neighbour is known for good: where a host vanishes from
 * the network of a cloud, nobody says so by leaving a question for its hardware address without an answer.
 */
export function layCable(address: string): void {
  const hardware = '02:00:00:00:00:0c';
  for (const line of [
    `netns add ${far}`,
    `link add ${cable.here} type veth peer name ${cable.there} address ${hardware} netns ${far}`,
    `address add 192.0.2.1/24 dev ${cable.here}`,
    `link set ${cable.here} up`,
    `neighbour replace ${address} lladdr ${hardware} dev ${cable.here} nud permanent`,
    `-netns ${far} address add ${address}/24 dev ${cable.there}`,
    `-netns ${far} link set ${cable.there} up`,
  ])
    command('ip', ...line.split(' '));
}

/** A request that has reached a node. */
export interface Received {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Id of the post; empty where it is none. */
  readonly post: string;
}

/** An app node: a process that can be killed, stopped and started again. */
export class AppNode {
  #program?: Program;

  constructor(
    readonly address: string,
    readonly folder: string,
    readonly isFar = false,
  ) {}

  get #log(): string {
    return join(this.folder, `${this.address}.log`);
  }

  async start(): Promise<void> {
    const at = (port: number) => `${this.address}:${port}`;
    const args = ['-address', at(ports.mattermost.port), '-agent', at(ports.agentCheck.port), '-log', this.#log];
    this.#program = new Program(this.folder, 'node', args, this.isFar ? far : undefined);
    await this.#program.says('ready');
  }

  get program(): Program {
    if (!this.#program) throw new Error(`${this.address} was not started`);
    return this.#program;
  }

  /** Pulls the cable, or puts it back: every packet to and from the node is lost, and nobody is told. */
  cable(state: 'up' | 'down'): void {
    command('ip', '-netns', far, 'link', 'set', cable.there, state);
  }

  /** What it has received. */
  requests(): readonly Received[] {
    if (!existsSync(this.#log)) return [];
    const lines = readFileSync(this.#log, 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => {
      const [at, , post] = line.split(' ');
      return { at: Number(at), post: post! };
    });
  }
}

import { command } from '../proxy/namespace';
import { pause, type Site } from './site';

/** What has to hold during a fault. What has to hold in all of them is in `goals.ts`. */
export interface Goals {
  /**
   * Requests that may fail: none; those that were on their way when it happened, or when HAProxy took the node out and cut
   * what it had; posts that were sent before that, for nobody can know where they got to; any, for it is only measured.
   */
  readonly failed: 'none' | 'under way' | 'before noticed' | 'measured';
  /** Why they may fail. @default - a status of 502 */
  readonly why?: RegExp;
  /** Seconds until the last of them. */
  readonly recovers?: number;
  /** Why WebSockets of the node may end. @default - they may not */
  readonly ends?: RegExp;
  /** Those of other nodes may end too. */
  readonly endsAll?: true;
  /** Seconds until HAProxy sends the node nothing new, or its first request where it is added. */
  readonly within?: number;
  /** The node is not taken out. */
  readonly stays?: true;
}

export interface Scenario {
  readonly what: string;
  /** Clients are 60 ms away. */
  readonly isFar?: true;
  /** Clients that upload files of 100 MiB. */
  readonly uploads?: number;
  /** The node is not there before. */
  readonly isAdded?: true;
  readonly strike: (site: Site) => Promise<void>;
  /** Returns when it is seen what the fault does. */
  readonly watch: (site: Site) => Promise<void>;
  readonly heal?: (site: Site) => Promise<void>;
  readonly goals: Goals;
}

/** Our choice: longer than the slowest request of the load, so that all that a fault costs is seen. */
const settle = () => pause(2.5);

const restart = async (site: Site) => {
  await site.hit.start();
  await site.isIn();
};

/** The end of a node that drains: no request, then no WebSocket, then no process. */
const leave = async ({ hit, isOut }: Site) => {
  await isOut();
  await settle();
  hit.program.tell('leave');
  await hit.program.says('left');
  await hit.program.end('SIGTERM');
};

/** The checks are 1 s apart, a second follows a failed one after 0.5 s, and both may take their time. */
const checks = 3;
/** Our choice, by arithmetic: the group is asked each 5 s, HAProxy told each 1 s, and both take their time. */
const poller = 7;

const lost = /^(reset|closed|1001)$/;

export const scenarios: readonly Scenario[] = [
  {
    what: 'nothing happens',
    isFar: true,
    strike: () => Promise.resolve(),
    watch: settle,
    goals: { failed: 'none', stays: true },
  },
  {
    what: 'drain, the agent says so',
    isFar: true,
    uploads: 3,
    strike: ({ hit }) => Promise.resolve(hit.program.tell('drain')),
    watch: leave,
    heal: restart,
    goals: { failed: 'none', ends: /^1001$/, within: checks },
  },
  {
    what: 'drain, the group takes the node away',
    isFar: true,
    strike: (site) => Promise.resolve(site.takeAway(site.hit)),
    watch: leave,
    goals: { failed: 'none', ends: /^1001$/, within: poller },
  },
  {
    what: 'a node is added',
    isFar: true,
    isAdded: true,
    strike: async (site) => {
      site.gone(site.hit);
      await site.hit.start();
      site.join(site.hit);
    },
    watch: async ({ isIn }) => {
      await isIn();
      await settle();
    },
    goals: { failed: 'none', within: poller },
  },
  {
    what: 'SIGKILL',
    strike: ({ hit }) => hit.program.end('SIGKILL'),
    watch: ({ isOut }) => isOut(),
    heal: restart,
    goals: { failed: 'under way', ends: lost, within: checks },
  },
  {
    what: 'SIGKILL while AWS is silent',
    strike: async ({ hit, cloud }) => {
      cloud.mood = 'silent';
      await hit.program.end('SIGKILL');
    },
    watch: ({ isOut }) => isOut(),
    heal: async (site) => {
      await restart(site);
      site.cloud.mood = 'answers';
    },
    goals: { failed: 'under way', ends: lost, within: checks },
  },
  {
    what: 'hang (SIGSTOP)',
    strike: ({ hit }) => Promise.resolve(hit.program.signal('SIGSTOP')),
    watch: ({ isOut }) => isOut(),
    heal: async ({ hit, isIn }) => {
      hit.program.signal('SIGCONT');
      await isIn();
    },
    goals: { failed: 'before noticed', ends: lost, within: checks },
  },
  {
    what: 'the host vanishes, packets are lost',
    strike: ({ hit }) => Promise.resolve(hit.cable('down')),
    watch: ({ isOut }) => isOut(),
    heal: async ({ hit, isIn }) => {
      hit.cable('up');
      await isIn();
    },
    goals: { failed: 'before noticed', ends: lost, within: checks },
  },
  {
    what: 'the listener closes, connections live',
    strike: ({ hit }) => Promise.resolve(hit.program.tell('shut')),
    watch: ({ isOut }) => isOut(),
    heal: async ({ hit, isIn }) => {
      hit.program.tell('open');
      await isIn();
    },
    goals: { failed: 'under way', ends: lost, within: checks },
  },
  {
    what: 'the node answers 500',
    strike: ({ hit }) => Promise.resolve(hit.program.tell('fail')),
    watch: settle,
    heal: ({ hit }) => Promise.resolve(hit.program.tell('heal')),
    goals: { failed: 'measured', why: /^500$/, stays: true },
  },
  {
    what: 'NGINX is reloaded three times',
    isFar: true,
    strike: async () => {
      for (let n = 0; n < 3; n += 1) {
        command('nginx', '-s', 'reload');
        await pause(1);
      }
    },
    watch: settle,
    goals: { failed: 'measured', why: /^(closed|reset)$/, stays: true },
  },
  {
    what: 'HAProxy is restarted',
    strike: (site) => site.restartHaproxy(),
    watch: (site) => site.isServing(3),
    goals: { failed: 'measured', why: /^50[23]$/, recovers: 3, ends: lost, endsAll: true },
  },
];

import { byDefault, derived, from, type Explained, type LoginsSpec } from '../../../constructs/spec';
import { logins } from '../data/logins';
import { ec2Shapes } from '../data/shapes';
import { compareVersions, withoutLoginLock } from '../data/versions';

/** How fast an app node checks passwords. */
export interface PasswordChecks {
  readonly perSecond: number;
  /** Whether the server checks one password at a time. */
  readonly locked: boolean;
  /** Of the node. */
  readonly vcpu: number;
}

/** What a node of a class with a version of the server can check; an inference from the time of one hash. */
export function passwordChecks(version: string, instance: string): PasswordChecks {
  const { hashSeconds, restSeconds, vcpusPerCore } = logins;
  const locked = compareVersions(version, withoutLoginLock) < 0;
  const vcpu = ec2Shapes[instance]?.vcpu ?? 0;
  const perSecond = locked ? 1 / (hashSeconds + restSeconds) : vcpu / vcpusPerCore / hashSeconds;
  return { perSecond, locked, vcpu };
}

const { patienceSeconds } = logins;

/** The queue of logins at a proxy. */
export const loginQueue: Explained<Omit<LoginsSpec, 'atATime'>> = {
  admission: byDefault(
    true,
    'our choice: on; a server that is offered 17 logins a second and checks 10 was measured to let in 106 of 900 people whose patience is 5 s, and 892 behind a queue',
  ),
  queueSeconds: byDefault(
    3,
    `our choice: 3 of the ${patienceSeconds} s after which the load-test tool gives up, the least patient client that is known; 2 s are left for the check`,
  ),
  queueMost: byDefault(
    100,
    'our choice: 100, which bounds memory and nothing else: three times the 29 logins that a node with 9.6 a second takes from a queue of 3 s, and 100 x 64 slots x 32 KiB of buffers are 200 MiB',
  ),
  retryAfterSeconds: byDefault(
    5,
    'our choice: 5 s; after 3 s in the queue a person comes back every 8 s, so 800 people who wait are 100 requests a second; few clients read it, and people take as long by themselves',
  ),
};

/** Logins that all proxies together may have at an app node, so that the last of them is checked before its client gives up. */
export const mostAtATime = (perSecond: number, queueSeconds: number): number =>
  Math.floor((patienceSeconds - queueSeconds) * perSecond);

/** Follows the server, the class of its nodes, the proxies, and the time in the queue. */
export function loginsAtATime(
  version: string,
  instance: string,
  proxies: number,
  queueSeconds: number,
): Explained<Pick<LoginsSpec, 'atATime'>> {
  const { perSecond, locked, vcpu } = passwordChecks(version, instance);
  const most = mostAtATime(perSecond, queueSeconds);
  const atATime = (number: number): number => Math.max(1, Math.floor(number));
  return {
    atATime: locked
      ? derived(
          atATime(Math.min(2, most / proxies)),
          from`one that is checked and one that is next, since ${version} checks one password at a time; ${perSecond} a second x ${patienceSeconds - queueSeconds} s that are left after the queue are at most ${most} from ${proxies} proxies`,
        )
      : derived(
          atATime(vcpu / proxies),
          from`${vcpu} vCPU of an app node / ${proxies} proxies, rounded down, at least 1: fewer leave processors idle, more slow each other down`,
        ),
  };
}

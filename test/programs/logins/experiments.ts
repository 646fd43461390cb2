import type { Request } from '../../../architectures/sizing';
import { hungNode, pathsAndFaults } from './faults';
import type { Prove } from './proof';
import { locked, shared, type Storm } from './site';
import { admitted, belowCapacity, oneOfTwoLost, seconds, unadmitted, unlikePatience } from './storms';

interface Experiment {
  /** Of the server. */
  readonly version: string;
  readonly pins?: Request['pins'];
  readonly prove: Prove;
}

const off = { 'proxy.logins.admission': false } as const;
const { version: before } = locked;
const { version: after } = shared;
const usual: Storm = { rate: 17, seconds, quiet: 8, others: 100 };
const large: Storm = { rate: 20, seconds, quiet: 8, others: 100 };

/** Each in namespaces of its own, all at the same time. */
export const experiments: Readonly<Record<string, Experiment>> = {
  'one node, one password at a time': { version: before, prove: admitted(locked, usual) },
  'one node, one password at a time, no admission': {
    version: before,
    pins: off,
    prove: unadmitted(locked, { rate: usual.rate, seconds }),
  },
  'one node, as many passwords as come': { version: after, prove: admitted(shared, large) },
  'one node, as many passwords as come, no admission': { version: after, pins: off, prove: unadmitted(shared, large) },
  'two nodes, one lost': { version: before, prove: oneOfTwoLost },
  'people of unlike patience': { version: before, prove: unlikePatience },
  'fewer people than a node checks': { version: before, prove: belowCapacity },
  'paths, failures and a node that leaves': { version: before, prove: pathsAndFaults },
  'a node that hangs': { version: before, prove: hungNode },
};

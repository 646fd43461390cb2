import type { PlanPath } from '../../constructs/spec';

/** Leaves that neither engine reads, nor anything that engines read, and what they are for. */
export const unread: Readonly<Partial<Record<PlanPath, string>>> = {
  'database.reservedConnections': 'it is added up in database.maxConnections, which both read',
};

import type { ComponentKind } from '../constructs/spec';

export interface Engine {
  /** Components that this engine builds. */
  readonly renders: readonly ComponentKind[];
  /** Components that a plan names and this engine does not build, with the reason. */
  readonly leavesOut: Readonly<Partial<Record<ComponentKind, string>>>;
}

const later = 'not in this release: the data tier comes first, because it is what must not be lost';

/** What each engine renders. Each kind of component is in exactly one of the two columns. */
export const engines = {
  cdk: {
    renders: ['network', 'secrets', 'database', 'fileStore'],
    leavesOut: {
      search: later,
      cache: later,
      appFleet: later,
      proxy: later,
      loadBalancer: later,
      observability: later,
    },
  },
} as const satisfies Readonly<Record<string, Engine>>;

/** Kinds that an engine builds. */
export type Rendered<E extends keyof typeof engines> = (typeof engines)[E]['renders'][number];

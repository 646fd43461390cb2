import type { ComponentKind } from './components';

interface Offer {
  /** Values known only after deployment; each gets one parameter. A secret's parameter holds its ARN. */
  readonly late: Readonly<
    Record<string, { readonly holds: 'value' | 'list' | 'secret'; readonly keys?: readonly string[] }>
  >;
  /** What access rows may name. */
  readonly arns: readonly string[];
  /** Has a network interface: may stand in the traffic matrix. */
  readonly connected: boolean;
  /** Runs under a role of its own: may stand in the access matrix. */
  readonly principal: boolean;
}

const login = { holds: 'secret', keys: ['username', 'password'] } as const;
const value = { holds: 'value' } as const;

/** What each component offers to the others. The constructs of every engine are checked against it by the compiler. */
export const contract = {
  network: { late: {}, arns: [], connected: false, principal: false },
  secrets: {
    late: { administrator: login, licence: { holds: 'secret' } },
    arns: ['administrator', 'licence'],
    connected: false,
    principal: false,
  },
  database: {
    late: { writer: value, readers: { holds: 'list' }, secret: login },
    arns: ['secret'],
    connected: true,
    principal: false,
  },
  fileStore: {
    late: { bucket: value, exports: value, legalHold: value, region: value, endpoint: value },
    arns: ['bucket', 'exports', 'legalHold'],
    connected: false,
    principal: false,
  },
  search: { late: { endpoint: value, secret: login }, arns: ['secret'], connected: true, principal: false },
  cache: { late: { primary: value }, arns: [], connected: true, principal: false },
  appFleet: { late: {}, arns: [], connected: true, principal: true },
  proxy: { late: {}, arns: [], connected: true, principal: true },
  loadBalancer: { late: {}, arns: [], connected: true, principal: false },
  observability: { late: {}, arns: [], connected: false, principal: false },
} as const satisfies Readonly<Record<ComponentKind, Offer>>;

type Contract = typeof contract;
type KindWith<Q> = { [K in ComponentKind]: Contract[K] extends Q ? K : never }[ComponentKind];
/** Components that may stand in the traffic matrix. */
export type Connected = KindWith<{ connected: true }>;
/** Components that may stand in the access matrix. */
export type Principal = KindWith<{ principal: true }>;

export type Late<K extends ComponentKind> = {
  readonly [N in keyof Contract[K]['late']]: Contract[K]['late'][N] extends { holds: 'list' }
    ? readonly string[]
    : string;
};
export type Arns<K extends ComponentKind> = Readonly<Record<Contract[K]['arns'][number], string>>;

type Named<Part extends 'late' | 'arns'> = {
  [
    K in ComponentKind
  ]: `${K}.${(Part extends 'late' ? keyof Contract[K]['late'] : Contract[K]['arns'][number]) & string}`;
}[ComponentKind];
/** `database.writer` and the like. */
export type BindingName = Named<'late'>;
/** `fileStore.bucket` and the like; `parameters` are the plan's own parameters. */
export type ResourceName = Named<'arns'> | 'parameters';

type OfferOf<B extends BindingName> = B extends `${infer K extends ComponentKind}.${infer N}`
  ? Contract[K]['late'][N & keyof Contract[K]['late']]
  : never;
/** A mention of a late value in a text; a secret with keys is mentioned by key. */
export type Ref = {
  [B in BindingName]: OfferOf<B> extends { keys: readonly (infer Key)[] }
    ? { readonly binding: B; readonly key: Key; readonly encode?: 'url' }
    : { readonly binding: B; readonly encode?: 'url' };
}[BindingName];

/** What a construct of an engine shows so that it can be wired: exactly what the contract says. */
export type Offers<K extends ComponentKind, Connections, Role> = (keyof Late<K> extends never
  ? unknown
  : { readonly late: Late<K> }) &
  (Contract[K]['arns'][number] extends never ? unknown : { readonly arns: Arns<K> }) &
  (Contract[K]['connected'] extends true ? { readonly connections: Connections } : unknown) &
  (Contract[K]['principal'] extends true ? { readonly role: Role } : unknown);

import type { ComponentKind } from './components';

interface Offer {
  /** Values known only after deployment; each gets one parameter. A secret's parameter holds its ARN. */
  readonly late: Readonly<
    Record<string, { readonly holds: 'value' | 'list' | 'secret'; readonly keys?: readonly string[] }>
  >;
  /** Of these, the ones that only a customer can give: they may be absent. */
  readonly given?: readonly string[];
  /** What access rows may name. */
  readonly arns: readonly string[];
  /** What CloudWatch knows the resources by: dimensions of alarms may name them. */
  readonly names: Readonly<Record<string, { readonly holds: 'value' | 'list' }>>;
  /** Has a network interface: may stand in the traffic matrix. */
  readonly connected: boolean;
  /** Runs under a role of its own: may stand in the access matrix. */
  readonly principal: boolean;
}

const login = { holds: 'secret', keys: ['username', 'password'] } as const;
const value = { holds: 'value' } as const;
const list = { holds: 'list' } as const;

/** What each component offers to the others. The constructs of every engine are checked against it by the compiler. */
export const contract = {
  network: { late: {}, arns: [], names: {}, connected: false, principal: false },
  secrets: {
    late: { administrator: login, licence: { holds: 'secret' }, mail: login },
    given: ['licence', 'mail'],
    arns: ['administrator', 'licence', 'mail'],
    names: {},
    connected: false,
    principal: false,
  },
  database: {
    late: { writer: value, readers: list, secret: login },
    arns: ['secret'],
    names: { cluster: value },
    connected: true,
    principal: false,
  },
  fileStore: {
    late: { bucket: value, exports: value, legalHold: value, region: value, endpoint: value },
    arns: ['bucket', 'exports', 'legalHold'],
    names: {},
    connected: false,
    principal: false,
  },
  search: {
    late: { endpoint: value, secret: login },
    arns: ['secret'],
    names: { domain: value, account: value },
    connected: true,
    principal: false,
  },
  cache: { late: { primary: value }, arns: [], names: { nodes: list }, connected: true, principal: false },
  appFleet: {
    late: { runningVersion: value },
    arns: [],
    names: { group: value },
    connected: true,
    principal: true,
  },
  proxy: { late: {}, arns: [], names: { group: value }, connected: true, principal: true },
  loadBalancer: {
    late: { address: value },
    arns: [],
    names: { balancer: value, targets: value, certificate: list },
    connected: true,
    principal: false,
  },
  observability: { late: { logs: value }, arns: ['logs'], names: {}, connected: false, principal: false },
} as const satisfies Readonly<Record<ComponentKind, Offer>>;

type Contract = typeof contract;
type KindWith<Q> = { [K in ComponentKind]: Contract[K] extends Q ? K : never }[ComponentKind];
/** Components that may stand in the traffic matrix. */
export type Connected = KindWith<{ connected: true }>;
/** Components that may stand in the access matrix. */
export type Principal = KindWith<{ principal: true }>;

/** Names that only a customer can give. */
type Given<K extends ComponentKind> = Contract[K] extends { given: readonly (infer N)[] } ? N : never;
type Held<Offer> = { readonly [N in keyof Offer]: Offer[N] extends { holds: 'list' } ? readonly string[] : string };
/** Flattened, so that an error names the property that is missing. */
type Flat<T> = { [N in keyof T]: T[N] };
type WithGiven<K extends ComponentKind, T> = Flat<
  Omit<T, Given<K> & PropertyKey> & Partial<Pick<T, Extract<keyof T, Given<K>>>>
>;

export type Late<K extends ComponentKind> = WithGiven<K, Held<Contract[K]['late']>>;
export type Arns<K extends ComponentKind> = WithGiven<K, Readonly<Record<Contract[K]['arns'][number], string>>>;
export type Names<K extends ComponentKind> = Held<Contract[K]['names']>;

type Named<Part extends 'late' | 'arns' | 'names'> = {
  [
    K in ComponentKind
  ]: `${K}.${(Part extends 'arns' ? Contract[K]['arns'][number] : keyof Contract[K][Part & ('late' | 'names')]) & string}`;
}[ComponentKind];
/** `database.writer` and the like. */
export type BindingName = Named<'late'>;
/** `database.cluster` and the like: what CloudWatch knows a resource by. */
export type MetricOwner = Named<'names'>;
/**
 * `fileStore.bucket` and the like. `parameters` are the deployment's own, `groups` the Auto Scaling groups of the account,
 * `stack` what CloudFormation makes of the plan, `mirror` the bucket of the request, `anything` where IAM knows no resource.
 */
export type ResourceName = Named<'arns'> | 'parameters' | 'groups' | 'stack' | 'mirror' | 'anything';

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
  (keyof Names<K> extends never ? unknown : { readonly names: Names<K> }) &
  (Contract[K]['connected'] extends true ? { readonly connections: Connections } : unknown) &
  (Contract[K]['principal'] extends true ? { readonly role: Role } : unknown);

import type { ComponentKind, Offers as OffersOf } from '../spec';

/** What may be named in a rule about connections. */
export interface Connections {
  readonly securityGroupId: string;
}

/** What permissions are given to. */
export interface Role {
  readonly roleName: string;
  readonly roleArn: string;
}

/** What a component of this engine shows to the others: the contract, in texts that Terraform resolves. */
export type Offers<K extends ComponentKind> = OffersOf<K, Connections, Role>;

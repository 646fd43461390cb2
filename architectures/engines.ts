import type { AccessRow, ResourceName } from '../constructs/spec';

export type Engine = 'cdk' | 'cdktf';

/** Where the engines differ, although they render one plan: what, and why it cannot be the same. */
export interface EngineDifference {
  readonly id: string;
  /** Path of the plan, or of an output, that it is about. */
  readonly about: string;
  readonly cdk: string;
  readonly cdktf: string;
  readonly because: string;
  /** Rows of the access matrix that one engine alone grants: those on this. @default - none */
  readonly access?: { readonly on: ResourceName; readonly only: Engine };
}

/** Every difference that is meant. What is not here has to be the same, and a test compares it. */
export const engineDifferences: readonly EngineDifference[] = [
  {
    id: 'search-password',
    about: 'search',
    cdk: 'the password of search is in Secrets Manager only',
    cdktf: 'the password of search is in the state too',
    because:
      'the provider has no write-only argument for the password of a domain; the other passwords are ephemeral values in write-only arguments',
  },
  {
    id: 'signal',
    about: 'appFleet, proxy',
    cdk: 'a deployment waits for a signal of each node',
    cdktf:
      'an apply waits until as many nodes are in service, which they are once they have completed their launch hook',
    because: 'no stack of CloudFormation waits for a signal; nodes send none where their group has no tags of a stack',
    access: { on: 'stack', only: 'cdk' },
  },
  {
    id: 'rolling-update',
    about: 'appFleet, proxy',
    cdk: 'a deployment lasts until the last node has been replaced, and rolls back where one does not come up',
    cdktf: 'a new launch template starts an instance refresh, which goes on after the apply',
    because: 'the provider starts a refresh and does not wait for it',
  },
  {
    id: 'what-stays',
    about: 'fileStore, database, secrets',
    cdk: 'buckets and logins stay when the stack goes',
    cdktf: 'a destroy is refused until the buckets are let go of; logins can be restored for 30 days',
    because: 'Terraform keeps nothing that it destroys; a resource that must stay has to leave the state first',
  },
  {
    id: 'names',
    about: 'search, cache, alarms, dashboard',
    cdk: 'CloudFormation makes up names',
    cdktf: 'names hold the id of the deployment, such as chat-cache',
    because: 'the provider makes up no names for these',
  },
  {
    id: 'key-policy',
    about: "a customer's key",
    cdk: 'a key that is made in the same app lets services use it for disks, logs and alarms',
    cdktf: 'the README of an export says what the policy of the key has to let services do',
    because: 'a policy of a key is one document, and Terraform would replace what its owner has written',
  },
];

/** Whether an engine grants a row of the access matrix: it does, unless the row is the other engine's alone. */
export const isGrantedBy = (engine: Engine, { on }: Pick<AccessRow, 'on'>): boolean =>
  engineDifferences.every(({ access }) => access?.on !== on || access.only === engine);

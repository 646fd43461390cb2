/** Where the engines differ, although they render one plan: what, and why it cannot be the same. */
export interface EngineDifference {
  readonly id: string;
  /** Path of the plan, or of an output, that it is about. */
  readonly about: string;
  readonly cdk: string;
  readonly cdktf: string;
  readonly because: string;
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
];

import { check, fine, type AnyCheck } from './check';

/** Who cannot ask this can ask nothing. */
export const accountCheck: AnyCheck = check<{ readonly identity: { readonly Account: string } }>({
  id: 'account',
  what: 'account',
  why: 'quotas, roles and names of zones are those of one account',
  page: 'docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html',
  applies: () => true,
  needed: () => 'credentials',
  ask: () => ({ identity: { service: 'sts', operation: 'get-caller-identity', args: [] } }),
  judge: ({ identity }) => fine(identity!.Account),
});

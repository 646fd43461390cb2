import type { Call } from './aws';
import { check, fails, fine, note, type AnyCheck } from './check';

interface RoleAnswer {
  readonly Role: { readonly RoleName: string };
}

/** Either of the names will do. */
function roleCall(name: string, ...others: readonly string[]): Call {
  const [next, ...rest] = others;
  return {
    service: 'iam',
    operation: 'get-role',
    args: ['--role-name', name],
    permission: 'iam:GetRole',
    absent: ['NoSuchEntity'],
    ...(next !== undefined && { otherwise: roleCall(next, ...rest) }),
  };
}

const creation = (service: string) => ['aws', 'iam', 'create-service-linked-role', '--aws-service-name', service];

export const roleChecks: readonly AnyCheck[] = [
  check<{ readonly role: RoleAnswer }>({
    id: 'search-role',
    what: 'role of OpenSearch',
    why: 'a domain in a VPC is refused where an account lacks the service-linked role, and CloudFormation does not make it',
    page: 'docs.aws.amazon.com/opensearch-service/latest/developerguide/slr-aos.html',
    applies: ({ plan }) => plan.components.search !== undefined,
    needed: () => 'a service-linked role',
    ask: () => ({
      role: roleCall('AWSServiceRoleForAmazonOpenSearchService', 'AWSServiceRoleForAmazonElasticsearchService'),
    }),
    judge: ({ role }) =>
      role
        ? fine(role.Role.RoleName)
        : fails('none', 'make it, once in an account', creation('opensearchservice.amazonaws.com')),
  }),
  check<{ readonly role: RoleAnswer }>({
    id: 'auto-scaling-role',
    what: 'role of Auto Scaling',
    why: 'groups start nodes under it; a key of your own for their disks has to name it',
    page: 'docs.aws.amazon.com/autoscaling/ec2/userguide/autoscaling-service-linked-role.html',
    applies: () => true,
    needed: () => 'a service-linked role',
    ask: () => ({ role: roleCall('AWSServiceRoleForAutoScaling') }),
    judge: ({ role }) =>
      role
        ? fine(role.Role.RoleName)
        : note(
            'none',
            'the first group makes it, if the deployment may iam:CreateServiceLinkedRole; else make it now',
            creation('autoscaling.amazonaws.com'),
          ),
  }),
];

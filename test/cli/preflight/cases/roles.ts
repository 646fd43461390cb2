import type { Case } from './case';

export const roleCases: readonly Case[] = [
  [
    'search-role',
    'a role',
    { role: { Role: { RoleName: 'AWSServiceRoleForAmazonElasticsearchService' } } },
    'fine',
    /Elastic/,
  ],
  [
    'search-role',
    'none',
    {},
    'would fail',
    /aws iam create-service-linked-role --aws-service-name opensearchservice\.amazonaws\.com$/,
  ],
  [
    'auto-scaling-role',
    'a role',
    { role: { Role: { RoleName: 'AWSServiceRoleForAutoScaling' } } },
    'fine',
    /AutoScaling/,
  ],
  ['auto-scaling-role', 'none', {}, 'note', /--aws-service-name autoscaling\.amazonaws\.com$/],
];

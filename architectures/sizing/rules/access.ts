import type { AccessRow, Components, Reason } from '../../../constructs/spec';
import { pages } from '../data/pages';

const why = (because: string): Reason => ({ provenance: 'derived', because });
const byRole = (because: string): Reason => ({ provenance: 'derived', because, source: pages.environment });

const objects = [
  's3:AbortMultipartUpload',
  's3:DeleteObject',
  's3:GetObject',
  's3:ListMultipartUploadParts',
  's3:PutObject',
];
const listing = ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'];
const reading = ['secretsmanager:GetSecretValue'];

/** What each role may call: all rows, then only those about what is in the plan. */
export function access(components: Components): AccessRow[] {
  const buckets = [
    ['bucket', 'attachments', 'so that no access key is needed'],
    ['exports', 'exports', 'which the server writes as one file each'],
    ['legalHold', 'legal holds', 'which the plugin writes through the server'],
  ] as const;
  const secrets = [
    ['database.secret', 'the data source is composed from it at boot'],
    ['secrets.administrator', 'the first node makes the first account with it'],
    ['secrets.licence', 'the licence is read from it at boot'],
    ['search.secret', 'the server signs in to search with it'],
  ] as const;
  const rows: AccessRow[] = [
    ...buckets.flatMap(([bucket, what, because]): AccessRow[] => [
      {
        id: `appFleet-${bucket}-objects`,
        who: 'appFleet',
        actions: objects,
        on: `fileStore.${bucket}`,
        suffix: '/*',
        ...byRole(`the server reads, writes and deletes ${what} by the role of its node, ${because}`),
      },
      {
        id: `appFleet-${bucket}-list`,
        who: 'appFleet',
        actions: listing,
        on: `fileStore.${bucket}`,
        ...byRole(`the server lists ${what} and looks where the bucket is`),
      },
    ]),
    ...secrets.map(([on, because]): AccessRow => ({
      id: `appFleet-${on.replace('.', '-')}`,
      who: 'appFleet',
      actions: reading,
      on,
      ...why(because),
    })),
    {
      id: 'appFleet-parameters',
      who: 'appFleet',
      actions: ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParametersByPath'],
      on: 'parameters',
      ...why('a node finds every late value under the parameters of its own deployment, and no others'),
    },
  ];
  return rows.filter(({ on }) => on === 'parameters' || (on.split('.')[0] ?? '') in components);
}

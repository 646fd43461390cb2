import { certificate, certificateOf, licenceText, region, subjectOf } from '../fixtures';
import type { Case } from './case';

export const givenCases: readonly Case[] = [
  [
    'certificate',
    'the name',
    { certificate: certificateOf('ISSUED', 'chat.example.com') },
    'fine',
    /chat\.example\.com/,
  ],
  ['certificate', 'a star', { certificate: certificateOf('ISSUED', 'example.com', '*.example.com') }, 'fine', /\*/],
  [
    'certificate',
    'another name',
    { certificate: certificateOf('ISSUED', 'example.com') },
    'would fail',
    /names chat\.example/,
  ],
  [
    'certificate',
    'no proof yet',
    { certificate: certificateOf('PENDING_VALIDATION', 'chat.example.com') },
    'would fail',
    /PENDING/,
  ],
  ['certificate', 'none', {}, 'would fail', /no such certificate/],
  ['certificate', 'no ARN', {}, 'note', /give --certificate/, subjectOf({}, { certificate: undefined })],
  [
    'certificate',
    'one of another region',
    {},
    'would fail',
    /of eu-west-1/,
    subjectOf({}, { certificate: certificate.replace(region, 'eu-west-1') }),
  ],
  [
    'certificate',
    'a name to compare with nothing',
    { certificate: certificateOf('ISSUED', 'chat.example.com') },
    'note',
    /--domain-name/,
    subjectOf({ domainName: undefined }),
  ],

  ['licence-secret', 'a value', { secret: { VersionIdsToStages: { v: ['AWSCURRENT'] } } }, 'fine', /has a value/],
  ['licence-secret', 'no value', { secret: {} }, 'would fail', /put-secret-value/],
  [
    'licence-secret',
    'an old value',
    { secret: { VersionIdsToStages: { v: ['AWSPREVIOUS'] } } },
    'would fail',
    /no value/,
  ],
  [
    'licence-secret',
    'one that goes',
    { secret: { DeletedDate: 1, VersionIdsToStages: {} } },
    'would fail',
    /restore-secret/,
  ],
  ['licence-secret', 'none', {}, 'would fail', /create-secret/],
  ['licence-secret', 'no name', {}, 'note', /Enterprise.*create-secret/, subjectOf({}, { licenceSecret: undefined })],
  [
    'licence-secret',
    'one of another region',
    {},
    'would fail',
    /of eu-west-1/,
    subjectOf({}, { licenceSecret: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:licence' }),
  ],

  ['licence-file', 'a licence', {}, 'fine', /enterprise, 15,000 seats/, subjectOf({}, { licence: licenceText() })],
  ['licence-file', 'something else', {}, 'would fail', /no licence/, subjectOf({}, { licence: 'x' })],
];

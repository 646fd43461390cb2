import { check, fails, fine, note, type AnyCheck, type Finding, type Subject } from './check';

/** What a customer brings: a certificate, and the secret of the licence. */
interface CertificateAnswer {
  readonly Certificate: {
    readonly Status: string;
    readonly DomainName: string;
    readonly SubjectAlternativeNames?: readonly string[];
  };
}
interface SecretAnswer {
  readonly DeletedDate?: unknown;
  readonly VersionIdsToStages?: Readonly<Record<string, readonly string[]>>;
}

const regionOf = (arn: string): string => arn.split(':')[3] ?? '';
const isElsewhere = (name: string | undefined, { region }: Subject): boolean =>
  name?.startsWith('arn:') === true && regionOf(name) !== region;
const elsewhere = (name: string, { region }: Subject): Finding =>
  fails(`of ${regionOf(name)}`, `give one of ${region}: another region's cannot be used`);

/** A star stands for exactly one label. */
export const covers = (pattern: string, host: string): boolean => {
  const [names, wanted] = [pattern, host].map((name) => name.toLowerCase().split('.')) as [string[], string[]];
  return names.length === wanted.length && names.every((name, i) => name === wanted[i] || (i === 0 && name === '*'));
};

const storeLicence = ['aws', 'secretsmanager', 'create-secret', '--name', 'mattermost/licence'] as const;

export const givenChecks: readonly AnyCheck[] = [
  check<{ readonly certificate: CertificateAnswer }>({
    id: 'certificate',
    what: 'certificate',
    why: 'the listener takes a certificate of its own region that is issued, and browsers one that names the host',
    page: 'docs.aws.amazon.com/acm/latest/APIReference/API_DescribeCertificate.html',
    applies: ({ plan }) => plan.components.loadBalancer.listener === 'https',
    needed: ({ plan, region }) =>
      `issued in ${region}${plan.request.domainName ? ` for ${plan.request.domainName}` : ''}`,
    ask: (subject) =>
      subject.certificate === undefined || isElsewhere(subject.certificate, subject)
        ? {}
        : {
            certificate: {
              service: 'acm',
              operation: 'describe-certificate',
              args: ['--certificate-arn', subject.certificate],
              permission: 'acm:DescribeCertificate',
              absent: ['ResourceNotFoundException'],
            },
          },
    judge: ({ certificate }, subject) => {
      const { domainName } = subject.plan.request;
      if (subject.certificate === undefined) {
        return note('not given', 'give --certificate ARN to have it judged, unless the hosted zone makes one');
      }
      if (isElsewhere(subject.certificate, subject)) return elsewhere(subject.certificate, subject);
      if (!certificate) return fails('there is no such certificate', 'correct the ARN');
      const { Status, DomainName, SubjectAlternativeNames = [] } = certificate.Certificate;
      const names = [...new Set([DomainName, ...SubjectAlternativeNames])];
      if (Status !== 'ISSUED') {
        return fails(Status, 'prove the domain by its DNS record, or request a new certificate');
      }
      if (domainName === undefined) return note(`for ${names.join(', ')}`, 'give --domain-name to compare it');
      return names.some((name) => covers(name, domainName))
        ? fine(`issued for ${names.join(', ')}`)
        : fails(`for ${names.join(', ')}`, `request one that names ${domainName}; a star stands for one label`);
    },
  }),
  check<{ readonly secret: SecretAnswer }>({
    id: 'licence-secret',
    what: 'licence secret',
    why: 'nodes read the licence at their first boot, and without it they do not cluster',
    page: 'docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html',
    applies: ({ plan, licenceSecret }) => plan.licence.edition !== 'Entry' || licenceSecret !== undefined,
    needed: ({ region }) => `a secret with a value in ${region}`,
    ask: (subject) =>
      subject.licenceSecret === undefined || isElsewhere(subject.licenceSecret, subject)
        ? {}
        : {
            // Tells that there is a value, and never what it is.
            secret: {
              service: 'secretsmanager',
              operation: 'describe-secret',
              args: ['--secret-id', subject.licenceSecret],
              permission: 'secretsmanager:DescribeSecret',
              absent: ['ResourceNotFoundException'],
            },
          },
    judge: ({ secret }, subject) => {
      const { licenceSecret, plan } = subject;
      const store = [...storeLicence, '--secret-string', 'file://licence.txt'];
      if (licenceSecret === undefined) {
        return note(
          'not given',
          `the plan needs ${plan.licence.edition}: store the licence and give --licence-secret to have it judged`,
          store,
        );
      }
      if (isElsewhere(licenceSecret, subject)) return elsewhere(licenceSecret, subject);
      if (!secret) return fails('there is no such secret', 'store the licence, or correct the name', store);
      if (secret.DeletedDate !== undefined) {
        return fails('about to be deleted', 'restore it, or store the licence in another', [
          ...['aws', 'secretsmanager', 'restore-secret', '--secret-id', licenceSecret],
        ]);
      }
      return Object.values(secret.VersionIdsToStages ?? {}).some((stages) => stages.includes('AWSCURRENT'))
        ? fine('has a value')
        : fails('has no value', 'put the licence into it', [
            ...['aws', 'secretsmanager', 'put-secret-value', '--secret-id', licenceSecret],
            ...['--secret-string', 'file://licence.txt'],
          ]);
    },
  }),
];

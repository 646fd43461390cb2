import { Token } from 'cdktf';
import { lacking, type Given, type Wording } from '../requirements';
import type { Issue } from '../sizing';
import type { MattermostConfig } from './mattermost';

const known = (value: string | undefined): value is string => value !== undefined && !Token.isUnresolved(value);
const ifKnown = (value: string | undefined): string | undefined => (known(value) ? value : undefined);

const wording: Wording = {
  licence: 'licence_secret_arn (in code existing.licence)',
  mail: 'mail_secret_arn (in code existing.mail)',
  domainName: '--domain-name chat.example.com',
  certificate: 'certificate_arn, or hosted_zone_id and hosted_zone_name (in code certificateArn or hostedZone)',
  http: '--listener http',
  vpcCidr: (range) => `--vpc-cidr ${range}, or --allow-from`,
  isolated: 'give them in existing.network.subnetIds.isolated; private ones do too',
};

/** Forms of what a customer names, as AWS writes them, in every partition. */
const arn = (service: string, resource: string): RegExp =>
  new RegExp(`^arn:aws[a-z-]*:${service}:[^:]*:[^:]*:${resource}`);
const forms = {
  certificateArn: [arn('acm', 'certificate/'), 'arn:aws:acm:<region>:<account>:certificate/…'],
  kmsKeyArn: [arn('kms', 'key/'), 'arn:aws:kms:<region>:<account>:key/…'],
  licence: [arn('secretsmanager', 'secret:'), 'arn:aws:secretsmanager:<region>:<account>:secret:…'],
  mail: [arn('secretsmanager', 'secret:'), 'arn:aws:secretsmanager:<region>:<account>:secret:…'],
  alarmTopic: [arn('sns', ''), 'arn:aws:sns:<region>:<account>:…'],
  hostedZone: [/^Z[A-Z0-9]{1,31}$/, 'Z and up to 31 capital letters and digits'],
  vpcId: [/^vpc-[0-9a-f]{8,17}$/, 'vpc- and 8 or 17 digits from 0 to 9 and a to f'],
  subnetIds: [/^subnet-[0-9a-f]{8,17}$/, 'subnet- and 8 or 17 digits from 0 to 9 and a to f'],
} as const satisfies Readonly<Record<string, readonly [form: RegExp, allowed: string]>>;

function malformed({ certificateArn, kmsKeyArn, hostedZone, existing }: MattermostConfig): Issue[] {
  const { network, licence, mail, alarmTopic } = existing ?? {};
  const given: Readonly<Record<keyof typeof forms, readonly (string | undefined)[]>> = {
    certificateArn: [certificateArn],
    kmsKeyArn: [kmsKeyArn],
    licence: [licence],
    mail: [mail],
    alarmTopic: [alarmTopic],
    hostedZone: [hostedZone?.id],
    vpcId: [network?.vpcId],
    subnetIds: network ? Object.values(network.subnetIds).flat() : [],
  };
  return (Object.keys(forms) as (keyof typeof forms)[]).flatMap((name) =>
    given[name]
      .filter(known)
      .filter((value) => !forms[name][0].test(value))
      .map((value) => ({
        what: `'${name}' is not valid`,
        // A licence or a password that was pasted in place of its ARN is not shown.
        given: name === 'licence' || name === 'mail' ? `${value.length} characters (not shown)` : value,
        allowed: forms[name][1],
        todo: 'correct it or leave it out',
      })),
  );
}

function givenIn({ plan, certificateArn, hostedZone, existing }: MattermostConfig): Given {
  const { network, licence, mail } = existing ?? {};
  return {
    region: plan.request.region,
    licence: licence !== undefined,
    mail: mail !== undefined,
    certificate: certificateArn !== undefined,
    hostedZone: hostedZone !== undefined,
    certificateRegion: ifKnown(certificateArn)?.split(':')[3],
    zoneName: ifKnown(hostedZone?.name),
    secretArns: [licence, mail].filter(known),
    ...(network && {
      vpc: { zones: network.subnetIds.private.length, isolatedSubnets: network.subnetIds.isolated.length },
    }),
  };
}

/** Everything that a deployment lacks, and everything that has the wrong form, at once. */
export const lackingIn = (config: MattermostConfig): Issue[] => [
  ...malformed(config),
  ...lacking(config.plan, givenIn(config), wording),
];

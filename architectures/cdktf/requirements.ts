import { Token } from 'cdktf';
import { lacking, type Given, type Wording } from '../requirements';
import type { Issue } from '../sizing';
import { forms, type Form } from './forms';
import type { MattermostConfig } from './mattermost';

const known = (value: string | undefined): value is string => value !== undefined && !Token.isUnresolved(value);
const ifKnown = (value: string | undefined): string | undefined => (known(value) ? value : undefined);

const wording: Wording = {
  licence: 'licence_secret_arn (in code existing.licence)',
  mail: 'mail_secret_arn (in code existing.mail)',
  domainName: '--domain-name chat.example.com',
  certificate: 'certificate_arn, or hosted_zone_id (in code certificateArn or hostedZone)',
  http: '--listener http',
  vpcCidr: (range) => `--vpc-cidr ${range}, or --allow-from`,
  isolated: 'give them in existing.network.subnetIds.isolated; private ones do too',
};

/** What a customer names in a configuration, each in the form that it must have; texts that must not be shown apart. */
function named({ certificateArn, kmsKeyArn, permissionsBoundaryArn, hostedZone, existing }: MattermostConfig) {
  const { network, database, licence, mail, alarmTopic } = existing ?? {};
  const rows: readonly (readonly [name: string, form: Form, values: readonly (string | undefined)[], secret?: true])[] =
    [
      ['certificateArn', forms.certificateArn, [certificateArn]],
      ['kmsKeyArn', forms.kmsKeyArn, [kmsKeyArn]],
      ['permissionsBoundaryArn', forms.policyArn, [permissionsBoundaryArn]],
      ['licence', forms.secretArn, [licence], true],
      ['mail', forms.secretArn, [mail], true],
      ['alarmTopic', forms.topicArn, [alarmTopic]],
      ['hostedZone', forms.hostedZoneId, [hostedZone?.id]],
      ['vpcId', forms.vpcId, [network?.vpcId]],
      ['subnetIds', forms.subnetId, network ? Object.values(network.subnetIds).flat() : []],
      ['database clusterIdentifier', forms.clusterIdentifier, [database?.names.cluster]],
      ['database writerEndpoint', forms.endpoint, [database?.late.writer]],
      ['database readerEndpoints', forms.endpoint, database?.late.readers ?? []],
      ['database securityGroupId', forms.securityGroupId, [database?.connections.securityGroupId]],
      ['database secretArn', forms.secretArn, [database?.late.secret], true],
    ];
  return rows;
}

const malformed = (config: MattermostConfig): Issue[] =>
  named(config).flatMap(([name, [form, allowed], values, secret]) =>
    values
      .filter(known)
      .filter((value) => !new RegExp(form).test(value))
      .map((value) => ({
        what: `'${name}' is not valid`,
        // A licence or a password that was pasted in place of its ARN is not shown.
        given: secret ? `${value.length} characters (not shown)` : value,
        allowed,
        todo: 'correct it or leave it out',
      })),
  );

const isSecretArn = new RegExp(forms.secretArn[0]);

function givenIn({ plan, certificateArn, hostedZone, existing }: MattermostConfig): Given {
  const { network, database, licence, mail } = existing ?? {};
  return {
    region: plan.request.region,
    licence: licence !== undefined,
    mail: mail !== undefined,
    certificate: certificateArn !== undefined,
    hostedZone: hostedZone !== undefined,
    certificateRegion: ifKnown(certificateArn)?.split(':')[3],
    zoneName: ifKnown(hostedZone?.name),
    // Others are malformed, and said to be so without being shown.
    secretArns: [licence, mail, database?.late.secret].filter(known).filter((arn) => isSecretArn.test(arn)),
    ...(network && {
      vpc: {
        zones: network.subnetIds.private.length,
        ...((!database || plan.components.search || plan.components.cache) && {
          isolatedSubnets: network.subnetIds.isolated.length,
        }),
      },
    }),
  };
}

/** Everything that a deployment lacks, and everything that has the wrong form, at once. */
export const lackingIn = (config: MattermostConfig): Issue[] => [
  ...malformed(config),
  ...lacking(config.plan, givenIn(config), wording),
];

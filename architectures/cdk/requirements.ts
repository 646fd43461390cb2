import { Token, type Stack } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import { lacking, type Given, type Wording } from '../requirements';
import type { Issue } from '../sizing';
import type { MattermostProps } from './mattermost';

const known = (value: string | undefined): value is string => value !== undefined && !Token.isUnresolved(value);
const ifKnown = (value: string | undefined): string | undefined => (known(value) ? value : undefined);

const wording: Wording = {
  licence: '-c licenceSecret=mattermost/licence (in code existing.licence)',
  mail: '-c mailSecret=mattermost/mail (in code existing.mail)',
  domainName: '-c domain=chat.example.com',
  certificate:
    '-c certificate=arn:aws:acm:…, or -c hostedZone=example.com and -c hostedZoneId=Z… (in code certificate or hostedZone)',
  http: '-c listener=http',
  vpcCidr: (range) => `-c vpcCidr=${range}, or -c allowFrom=`,
  isolated: 'give existing.databaseSubnets, such as { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }',
};

function givenIn({ certificate, hostedZone, existing }: MattermostProps, region: string): Given {
  const { vpc } = existing ?? {};
  const certificateArn = ifKnown(certificate?.certificateArn);
  const secrets = [existing?.licence, existing?.mail].map((secret) => secret?.secretArn).filter(known);
  return {
    region: ifKnown(region),
    licence: existing?.licence !== undefined,
    mail: existing?.mail !== undefined,
    certificate: certificate !== undefined,
    hostedZone: hostedZone !== undefined,
    certificateRegion: certificateArn?.split(':')[3],
    zoneName: ifKnown(hostedZone?.zoneName),
    secretArns: secrets.filter((arn) => known(arn.split(':')[3])),
    ...(vpc && {
      vpc: {
        range: rangeOf(vpc),
        ...(!awaited(vpc) && {
          zones: vpc.availabilityZones.length,
          ...(!existing?.databaseSubnets && { isolatedSubnets: vpc.isolatedSubnets.length }),
        }),
      },
    }),
  };
}

/** A VPC that is still to be looked up has zones and subnets of CDK's own making. */
const awaited = (vpc: ec2.IVpc): boolean => vpc.availabilityZones.some((zone) => zone.startsWith('dummy'));

/** Of an imported VPC it is known only if it was given. */
function rangeOf(vpc: ec2.IVpc): string | undefined {
  try {
    return ifKnown(vpc.vpcCidrBlock);
  } catch {
    return undefined;
  }
}

/** Everything that a deployment lacks, at once. */
export const lackingIn = (props: MattermostProps, stack: Stack): Issue[] =>
  lacking(props.plan, givenIn(props, stack.region), wording);

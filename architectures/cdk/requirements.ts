import { Token, type Stack } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Issue, Plan } from '../sizing';
import type { MattermostProps } from './mattermost';

type Requirement = (plan: Plan, props: MattermostProps, region: string) => Issue | false;

const known = (value: string | undefined): value is string => value !== undefined && !Token.isUnresolved(value);
const within = (name: string, zone: string): boolean => name === zone || name.endsWith(`.${zone}`);

/** What a deployment needs beside a plan, judged on what is known before anything is written. */
const requirements: readonly Requirement[] = [
  ({ licence, components, request }, { existing }) =>
    licence.edition !== 'Entry' &&
    !existing?.licence && {
      what: `no licence: ${components.appFleet.nodes} app nodes cluster only with ${licence.edition}`,
      allowed: 'a secret whose text is the licence',
      todo: `store the licence in Secrets Manager and name it: -c licenceSecret=mattermost/licence (in code existing.licence)${request.availability === 'single-node' ? '' : '; up to 200 concurrent users availability single-node needs none'}`,
    },
  ({ request }, { existing }) =>
    request.smtp !== undefined &&
    request.smtpLogin &&
    !existing?.mail && {
      what: 'no login for the mail server',
      given: request.smtp,
      allowed: 'a secret with username and password',
      todo: 'name it: -c mailSecret=mattermost/mail (in code existing.mail), or set smtpLogin to false for a relay without one',
    },
  ({ components: { loadBalancer }, request }) =>
    loadBalancer.listener === 'https' &&
    request.domainName === undefined && {
      what: 'no host name for the certificate',
      allowed: 'domainName, such as chat.example.com',
      todo: 'give -c domain=chat.example.com; for a trial without a certificate -c listener=http',
    },
  ({ components: { loadBalancer } }, { certificate, hostedZone }) =>
    loadBalancer.listener === 'https' &&
    !certificate &&
    !hostedZone && {
      what: 'no certificate',
      allowed: 'a certificate of the region, or a hosted zone to make one in',
      todo: 'give -c certificate=arn:aws:acm:…, or -c hostedZone=example.com and -c hostedZoneId=Z… (in code certificate or hostedZone); for a trial without a certificate -c listener=http',
    },
  ({ components: { loadBalancer } }, { certificate }) =>
    loadBalancer.listener === 'http' &&
    certificate !== undefined && {
      what: 'a certificate is given, and the listener is http',
      allowed: 'one of the two',
      todo: 'leave listener out, or leave the certificate out',
    },
  (_, { certificate }, region) => {
    const arn = certificate?.certificateArn;
    const its = known(arn) ? arn.split(':')[3] : undefined;
    return (
      its !== undefined &&
      known(region) &&
      its !== region && {
        what: 'the certificate is of another region',
        given: `${its}, while the stack goes to ${region}`,
        allowed: region,
        todo: `request or import the certificate in ${region}: a load balancer takes those of its own region only`,
      }
    );
  },
  ({ request: { domainName } }, { hostedZone }) =>
    domainName !== undefined &&
    hostedZone !== undefined &&
    known(hostedZone.zoneName) &&
    !within(domainName, hostedZone.zoneName) && {
      what: 'the hosted zone does not hold the host name',
      given: `${domainName} in ${hostedZone.zoneName}`,
      allowed: `${hostedZone.zoneName}, or a name that ends in .${hostedZone.zoneName}`,
      todo: 'give the zone of the name, or another name',
    },
  ({ request }, { existing }) => {
    const range = rangeOf(existing?.vpc);
    return (
      request.exposure === 'private' &&
      range !== undefined &&
      range !== request.vpcCidr &&
      request.allowFrom.join() === request.vpcCidr && {
        what: 'a private site is open to a range that is not that of its VPC',
        given: `${request.vpcCidr}, while the VPC has ${range}`,
        allowed: 'the range of the VPC, or those of allowFrom',
        todo: `give -c vpcCidr=${range}, or -c allowFrom=`,
      }
    );
  },
  ({ request }, { existing }) =>
    existing?.mail !== undefined &&
    !(request.smtp && request.smtpLogin) && {
      what: 'a login for a mail server is given, and nothing would use it',
      given: request.smtp ? 'smtpLogin false' : 'no smtp',
      allowed: 'with smtp, and smtpLogin true',
      todo: 'give smtp too, or leave the secret out',
    },
  (_, { existing }, region) => {
    const foreign = [existing?.licence, existing?.mail]
      .map((secret) => secret?.secretArn)
      .filter(known)
      .filter((arn) => known(region) && known(arn.split(':')[3]) && arn.split(':')[3] !== region);
    return (
      foreign.length > 0 && {
        what: 'a secret is of another region',
        given: `${foreign.join(', ')}, while the stack goes to ${region}`,
        allowed: region,
        todo: `store it in ${region}: nodes ask Secrets Manager of their own region`,
      }
    );
  },
  (_, { existing }) =>
    existing?.vpc !== undefined &&
    !awaited(existing.vpc) &&
    !existing.databaseSubnets &&
    existing.vpc.isolatedSubnets.length === 0 && {
      what: 'the VPC has no isolated subnets',
      allowed: 'isolated subnets, or others that you choose',
      todo: 'give existing.databaseSubnets, such as { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }: database, search and cache go there',
    },
  ({ components: { network } }, { existing }) => {
    const zones = existing?.vpc?.availabilityZones.length;
    return (
      zones !== undefined &&
      !awaited(existing?.vpc) &&
      zones < network.zones && {
        what: 'the VPC has too few zones',
        given: String(zones),
        allowed: `${network.zones}, as network.zones of the plan`,
        todo: 'add subnets in another zone, or pin network.zones',
      }
    );
  },
];

/** A VPC that is still to be looked up has zones and subnets of CDK's own making. */
const awaited = (vpc: ec2.IVpc | undefined): boolean =>
  vpc?.availabilityZones.some((zone) => zone.startsWith('dummy')) ?? false;

/** Of an imported VPC it is known only if it was given. */
function rangeOf(vpc: ec2.IVpc | undefined): string | undefined {
  try {
    return known(vpc?.vpcCidrBlock) ? vpc?.vpcCidrBlock : undefined;
  } catch {
    return undefined;
  }
}

/** Everything that a deployment lacks, at once. */
export const lackingIn = (props: MattermostProps, stack: Stack): Issue[] =>
  requirements
    .map((requirement) => requirement(props.plan, props, stack.region))
    .filter((issue): issue is Issue => issue !== false);

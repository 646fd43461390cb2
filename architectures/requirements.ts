import type { Issue, Plan } from './sizing';

/** What a customer gives beside a plan, as far as it is known before anything is written. */
export interface Given {
  /** Region of the deployment, where it is known. */
  readonly region?: string;
  readonly licence: boolean;
  readonly mail: boolean;
  readonly certificate: boolean;
  readonly hostedZone: boolean;
  /** Of the certificate, where it is known. */
  readonly certificateRegion?: string;
  /** Of the hosted zone, where it is known. */
  readonly zoneName?: string;
  /** ARNs of secrets, where they are known. */
  readonly secretArns: readonly string[];
  /** Of a VPC that is there already, where they are known. */
  readonly vpc?: { readonly range?: string; readonly zones?: number; readonly isolatedSubnets?: number };
}

/** How an engine's users write what is missing. */
export interface Wording {
  readonly licence: string;
  readonly mail: string;
  readonly domainName: string;
  readonly certificate: string;
  readonly http: string;
  readonly vpcCidr: (range: string) => string;
  readonly isolated: string;
}

type Requirement = (plan: Plan, given: Given, wording: Wording) => Issue | false;

const within = (name: string, zone: string): boolean => name === zone || name.endsWith(`.${zone}`);
const regionOf = (arn: string): string | undefined => arn.split(':')[3];

/** What a deployment needs beside a plan. */
const requirements: readonly Requirement[] = [
  ({ licence, components, request }, given, wording) =>
    licence.edition !== 'Entry' &&
    !given.licence && {
      what: `no licence: ${components.appFleet.nodes} app nodes cluster only with ${licence.edition}`,
      allowed: 'a secret whose text is the licence',
      todo: `store the licence in Secrets Manager and name it: ${wording.licence}${request.availability === 'single-node' ? '' : '; up to 200 concurrent users availability single-node needs none'}`,
    },
  ({ request }, { mail }, wording) =>
    request.smtp !== undefined &&
    request.smtpLogin &&
    !mail && {
      what: 'no login for the mail server',
      given: request.smtp,
      allowed: 'a secret with username and password',
      todo: `name it: ${wording.mail}, or set smtpLogin to false for a relay without one`,
    },
  ({ components: { loadBalancer }, request }, _, wording) =>
    loadBalancer.listener === 'https' &&
    request.domainName === undefined && {
      what: 'no host name for the certificate',
      allowed: 'domainName, such as chat.example.com',
      todo: `give ${wording.domainName}; for a trial without a certificate ${wording.http}`,
    },
  ({ components: { loadBalancer } }, { certificate, hostedZone }, wording) =>
    loadBalancer.listener === 'https' &&
    !certificate &&
    !hostedZone && {
      what: 'no certificate',
      allowed: 'a certificate of the region, or a hosted zone to make one in',
      todo: `give ${wording.certificate}; for a trial without a certificate ${wording.http}`,
    },
  ({ components: { loadBalancer } }, { certificate }) =>
    loadBalancer.listener === 'http' &&
    certificate && {
      what: 'a certificate is given, and the listener is http',
      allowed: 'one of the two',
      todo: 'leave listener out, or leave the certificate out',
    },
  (_, { certificateRegion, region }) =>
    certificateRegion !== undefined &&
    region !== undefined &&
    certificateRegion !== region && {
      what: 'the certificate is of another region',
      given: `${certificateRegion}, while the stack goes to ${region}`,
      allowed: region,
      todo: `request or import the certificate in ${region}: a load balancer takes those of its own region only`,
    },
  ({ request: { domainName } }, { zoneName }) =>
    domainName !== undefined &&
    zoneName !== undefined &&
    !within(domainName, zoneName) && {
      what: 'the hosted zone does not hold the host name',
      given: `${domainName} in ${zoneName}`,
      allowed: `${zoneName}, or a name that ends in .${zoneName}`,
      todo: 'give the zone of the name, or another name',
    },
  ({ request: { domainName, listener } }, { hostedZone }, wording) =>
    hostedZone &&
    domainName === undefined &&
    listener === 'http' && {
      what: 'a hosted zone is given, and no host name to put into it',
      allowed: 'both, or neither',
      todo: `give ${wording.domainName}, or leave the zone out`,
    },
  ({ request }, { vpc }, wording) =>
    request.exposure === 'private' &&
    vpc?.range !== undefined &&
    vpc.range !== request.vpcCidr &&
    request.allowFrom.join() === request.vpcCidr && {
      what: 'a private site is open to a range that is not that of its VPC',
      given: `${request.vpcCidr}, while the VPC has ${vpc.range}`,
      allowed: 'the range of the VPC, or those of allowFrom',
      todo: `give ${wording.vpcCidr(vpc.range)}`,
    },
  ({ request }, { mail }) =>
    mail &&
    !(request.smtp && request.smtpLogin) && {
      what: 'a login for a mail server is given, and nothing would use it',
      given: request.smtp ? 'smtpLogin false' : 'no smtp',
      allowed: 'with smtp, and smtpLogin true',
      todo: 'give smtp too, or leave the secret out',
    },
  (_, { secretArns, region }) => {
    const foreign = secretArns.filter((arn) => region !== undefined && regionOf(arn) !== region);
    return (
      region !== undefined &&
      foreign.length > 0 && {
        what: 'a secret is of another region',
        given: `${foreign.join(', ')}, while the stack goes to ${region}`,
        allowed: region,
        todo: `store it in ${region}: nodes ask Secrets Manager of their own region`,
      }
    );
  },
  ({ request: { availabilityZones } }, { vpc }) =>
    vpc !== undefined &&
    availabilityZones !== undefined && {
      what: 'zones are named, and the VPC has its own',
      given: availabilityZones.join(', '),
      allowed: 'availabilityZones, or a VPC that is there already',
      todo: 'leave availabilityZones out',
    },
  (_, { vpc }, wording) =>
    vpc?.isolatedSubnets === 0 && {
      what: 'the VPC has no isolated subnets',
      allowed: 'isolated subnets, or others that you choose',
      todo: `${wording.isolated}: database, search and cache go there`,
    },
  ({ components: { network } }, { vpc }) =>
    vpc?.zones !== undefined &&
    vpc.zones < network.zones && {
      what: 'the VPC has too few zones',
      given: String(vpc.zones),
      allowed: `${network.zones}, as network.zones of the plan`,
      todo: 'add subnets in another zone, or pin network.zones',
    },
];

/** Everything that a deployment lacks, at once. */
export const lacking = (plan: Plan, given: Given, wording: Wording): Issue[] =>
  requirements
    .map((requirement) => requirement(plan, given, wording))
    .filter((issue): issue is Issue => issue !== false);

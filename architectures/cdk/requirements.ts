import { Token, type Stack } from 'aws-cdk-lib';
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
      todo: 'give -c certificate=arn:aws:acm:…, or -c hostedZone=example.com and -c hostedZoneId=Z…; for a trial without a certificate -c listener=http',
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
      allowed: `a name that ends in .${hostedZone.zoneName}`,
      todo: 'give the zone of the name, or another name',
    },
  ({ components: { network } }, { existing }) => {
    const zones = existing?.vpc?.availabilityZones.length;
    return (
      zones !== undefined &&
      zones < network.zones && {
        what: 'the VPC has too few zones',
        given: String(zones),
        allowed: `${network.zones}, as network.zones of the plan`,
        todo: 'add subnets in another zone, or pin network.zones',
      }
    );
  },
];

/** Everything that a deployment lacks, at once. */
export const lackingIn = (props: MattermostProps, stack: Stack): Issue[] =>
  requirements
    .map((requirement) => requirement(props.plan, props, stack.region))
    .filter((issue): issue is Issue => issue !== false);

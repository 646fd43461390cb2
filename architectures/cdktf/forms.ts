/** What a text must look like, as a regular expression that JavaScript and Terraform read alike, and what that is called. */
export type Form = readonly [form: string, allowed: string];

const arn = (service: string, resource: string, written: string): Form => [
  `^arn:aws[a-z-]*:${service}:[^:]*:[^:]*:${resource}`,
  `arn:aws:${service}:<region>:<account>:${written}`,
];
const id = (kind: string): Form => [
  `^${kind}-([0-9a-f]{8}|[0-9a-f]{17})$`,
  `${kind}- and 8 or 17 digits from 0 to 9 and a to f`,
];

/** How AWS writes what a customer names, in every partition. */
export const forms = {
  region: ['^[a-z]{2,4}(-[a-z]+){1,3}-[0-9]$', 'the name of a region such as eu-central-1'],
  certificateArn: arn('acm', 'certificate/', 'certificate/…'),
  kmsKeyArn: arn('kms', 'key/', 'key/…'),
  secretArn: arn('secretsmanager', 'secret:', 'secret:…'),
  topicArn: arn('sns', '', '…'),
  policyArn: ['^arn:aws[a-z-]*:iam::[^:]*:policy/', 'arn:aws:iam::<account>:policy/…'],
  hostedZoneId: ['^Z[A-Z0-9]{1,31}$', 'Z and up to 31 capital letters and digits'],
  vpcId: id('vpc'),
  subnetId: id('subnet'),
  securityGroupId: id('sg'),
  clusterIdentifier: ['^[a-zA-Z][a-zA-Z0-9-]{0,62}$', 'up to 63 letters, digits and hyphens, a letter first'],
  endpoint: ['^[a-zA-Z0-9-]+([.][a-zA-Z0-9-]+)+$', 'the host name of an endpoint, without a port'],
} as const satisfies Readonly<Record<string, Form>>;

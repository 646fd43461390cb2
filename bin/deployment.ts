import type { Stack } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { MattermostStackProps } from '../architectures/cdk';
import { requestFields, type Issue } from '../architectures/sizing';
import { certificateArn, secretName, type Form } from './commands/names';
import { askingOf, planOf, type Texts } from './commands/request-flags';

export const usage =
  'usage: cdk deploy -c size=15k -c domain=chat.example.com -c licenceSecret=mattermost/licence -c certificate=arn:aws:acm:…\n' +
  '       instead of a certificate -c hostedZone=example.com -c hostedZoneId=Z…, or -c listener=http for a trial\n' +
  '       -c request=chat.yaml reads fields of the request from a file, and -c FIELD=VALUE wins over it; -c ephemeral=true keeps nothing';

/** What `-c NAME=` may name beside the fields of the request: what it must look like, and what that is called. */
const names = {
  licenceSecret: secretName,
  mailSecret: secretName,
  certificate: certificateArn,
  hostedZone: [/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'the name of a hosted zone, such as example.com'],
  hostedZoneId: [/^Z[A-Z0-9]{1,31}$/, 'the identifier of a hosted zone, such as Z0123456789ABCDEFGHIJ'],
  image: [/^ami-[0-9a-f]{8,17}$/, 'the identifier of an image, such as ami-0123456789abcdef0'],
  ephemeral: [/^(true|false)$/, 'true, false'],
} as const satisfies Readonly<Record<string, Form>>;
type Name = keyof typeof names;
type Given = Readonly<Record<Name, string | undefined>>;

/** Fields of the request that have a shorter name here. */
const shortNames = { concurrentUsers: 'size', domainName: 'domain' } as const;

/**
 * The props of a stack from the context of a CDK app.
 * @throws PlanError with everything that is wrong, before anything is made
 */
export function deploymentOf(contextOf: (name: string) => unknown): MattermostStackProps {
  const context = (name: string): string | undefined => {
    const value = contextOf(name);
    if (value === undefined || typeof value === 'string') return value;
    // cdk.json may hold numbers, booleans, lists and objects.
    if (Array.isArray(value)) return value.join(',');
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    return Object.entries(value)
      .map(([path, one]) => `${path}=${String(one)}`)
      .join(',');
  };
  const given = Object.fromEntries((Object.keys(names) as Name[]).map((name) => [name, context(name)])) as Given;
  const issues: Issue[] = [
    ...(Object.keys(names) as Name[]).flatMap((name) => wrong(name, given[name])),
    ...Object.entries(shortNames).flatMap(([field, name]): Issue[] =>
      context(field) === undefined
        ? []
        : [{ what: `'-c ${field}' is not read`, given: context(field)!, allowed: `-c ${name}`, todo: 'use that name' }],
    ),
    ...((given.hostedZone === undefined) === (given.hostedZoneId === undefined)
      ? []
      : [
          {
            what: 'a hosted zone is named by halves',
            given: given.hostedZone ? '-c hostedZone' : '-c hostedZoneId',
            allowed: '-c hostedZone and -c hostedZoneId together',
            todo: 'give both, so that nothing has to be looked up',
          },
        ]),
  ];
  const texts: Texts = Object.fromEntries(
    requestFields
      .filter((field) => field !== 'concurrentUsers')
      .map((field) => [field, context(field === 'domainName' ? shortNames.domainName : field)] as const)
      .flatMap(([field, text]) => (text === undefined ? [] : [[field, [text]]])),
  );
  const plan = planOf(askingOf(context('request'), texts)(context('size')), issues);
  return {
    plan,
    ephemeral: given.ephemeral === 'true',
    ...(plan.request.region && { env: { region: plan.request.region } }),
    imports: (stack) => imported(given, stack),
  };
}

/** A licence or a password that was pasted in place of its name is not shown. */
function wrong(name: Name, value: string | undefined): Issue[] {
  const [form, allowed] = names[name];
  if (value === undefined || form.test(value)) return [];
  const hidden = name.endsWith('Secret');
  return [
    {
      what: `'-c ${name}' is not valid`,
      given: hidden ? `${value.length} characters (not shown)` : JSON.stringify(value),
      allowed,
      todo: hidden
        ? 'store the value in Secrets Manager and give the name of the secret'
        : 'correct it or leave it out',
    },
  ];
}

function imported(
  { licenceSecret, mailSecret, certificate, hostedZone, hostedZoneId, image }: Given,
  stack: Stack,
): ReturnType<NonNullable<MattermostStackProps['imports']>> {
  const secret = (id: string, name: string) =>
    name.startsWith('arn:')
      ? secretsmanager.Secret.fromSecretAttributes(
          stack,
          id,
          // Secrets Manager ends an ARN with six characters of its own.
          /-[A-Za-z0-9]{6}$/.test(name) ? { secretCompleteArn: name } : { secretPartialArn: name },
        )
      : secretsmanager.Secret.fromSecretNameV2(stack, id, name);
  return {
    ...(certificate && { certificate: acm.Certificate.fromCertificateArn(stack, 'Certificate', certificate) }),
    ...(hostedZone &&
      hostedZoneId && {
        hostedZone: route53.HostedZone.fromHostedZoneAttributes(stack, 'HostedZone', {
          zoneName: hostedZone,
          hostedZoneId,
        }),
      }),
    ...(image && { machineImage: anImage(image) }),
    existing: {
      ...(licenceSecret && { licence: secret('Licence', licenceSecret) }),
      ...(mailSecret && { mail: secret('Mail', mailSecret) }),
    },
  };
}

/** One image, whatever the region: it was named by somebody who knows where it goes. */
const anImage = (imageId: string): ec2.IMachineImage => ({
  getImage: () => ({ imageId, osType: ec2.OperatingSystemType.LINUX, userData: ec2.UserData.forLinux() }),
});

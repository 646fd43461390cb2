import { Fn, TerraformVariable, type TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { MattermostStack, type MattermostStackConfig } from '../../architectures/cdktf';
import type { Plan } from '../../architectures/sizing';

/** What a customer brings: each makes variables that Terraform asks for. */
export interface Brought {
  /** A certificate is made in the customer's hosted zone, which gets the record of the site too. */
  readonly hostedZone?: boolean;
  /** A VPC with subnets of each kind in each zone. */
  readonly vpc?: boolean;
  /** A key for everything that is encrypted. */
  readonly kmsKey?: boolean;
  /** A topic where alarms go. */
  readonly alarmTopic?: boolean;
}

export interface Deployment extends Brought {
  readonly plan: Plan;
  /** Everything goes with a destroy, data included. */
  readonly ephemeral?: boolean;
  /** Where the state is. @default - a file beside the configuration */
  readonly state?: MattermostStackConfig['backend'];
}

interface Variable {
  readonly type: 'string' | 'number' | 'list(string)' | 'map(string)';
  readonly description: string;
  /** Absent where Terraform has to ask. */
  readonly default?: unknown;
  /** What a value must look like, in Terraform's regular expressions, and what that is called. */
  readonly form?: readonly [form: string, allowed: string];
  /** For the example of a variables file. */
  readonly example?: unknown;
}

const arn = (service: string, resource: string): string => `^arn:aws[a-z-]*:${service}:[^:]*:[^:]*:${resource}`;
const secret = [
  arn('secretsmanager', 'secret:'),
  'arn:aws:secretsmanager:<region>:<account>:secret:…',
] as const satisfies Variable['form'];
const subnets = (kind: string): Variable => ({
  type: 'list(string)',
  description: `ids of ${kind} subnets, one in each zone`,
  example: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1', 'subnet-0123456789abcdef2'],
});

/** Every variable that an export may have, by name. */
export const variables = {
  region: {
    type: 'string',
    description: 'where everything is made',
    form: ['^[a-z]{2,4}(-[a-z]+){1,3}-[0-9]$', 'the name of a region such as eu-central-1'],
    example: 'eu-central-1',
  },
  tags: { type: 'map(string)', description: 'of every resource', default: {}, example: { team: 'chat' } },
  database_password_version: {
    type: 'number',
    description: 'raise it to rotate the password of the database; nodes read the new one when they are replaced',
    default: 1,
  },
  licence_secret_arn: {
    type: 'string',
    description: 'secret whose text is the licence',
    form: secret,
    example: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:mattermost/licence-AbCdEf',
  },
  mail_secret_arn: {
    type: 'string',
    description: 'secret with username and password of the mail server',
    form: secret,
    example: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:mattermost/mail-AbCdEf',
  },
  certificate_arn: {
    type: 'string',
    description: 'certificate for the host name, in the same region',
    form: [arn('acm', 'certificate/'), 'arn:aws:acm:<region>:<account>:certificate/…'],
    example: 'arn:aws:acm:eu-central-1:123456789012:certificate/12345678-1234-1234-1234-123456789012',
  },
  hosted_zone_id: {
    type: 'string',
    description: 'zone of Route 53 that holds the host name',
    form: ['^Z[A-Z0-9]{1,31}$', 'Z and up to 31 capital letters and digits'],
    example: 'Z0123456789ABCDEFGHIJ',
  },
  kms_key_arn: {
    type: 'string',
    description: 'key for database, search, cache, buckets, secrets, disks and logs',
    form: [arn('kms', 'key/'), 'arn:aws:kms:<region>:<account>:key/…'],
    example: 'arn:aws:kms:eu-central-1:123456789012:key/12345678-1234-1234-1234-123456789012',
  },
  alarm_topic_arn: {
    type: 'string',
    description: 'topic of SNS where alarms go',
    form: [arn('sns', ''), 'arn:aws:sns:<region>:<account>:…'],
    example: 'arn:aws:sns:eu-central-1:123456789012:alarms',
  },
  vpc_id: {
    type: 'string',
    description: 'VPC of the subnets',
    form: ['^vpc-[0-9a-f]{8,17}$', 'vpc- and 8 or 17 digits from 0 to 9 and a to f'],
    example: 'vpc-0123456789abcdef0',
  },
  public_subnet_ids: subnets('public'),
  private_subnet_ids: subnets('private'),
  isolated_subnet_ids: subnets('isolated'),
} as const satisfies Readonly<Record<string, Variable>>;

export type VariableName = keyof typeof variables;

/** Names of the variables that a deployment has. */
export function variablesOf({ plan, hostedZone, vpc, kmsKey, alarmTopic }: Deployment): readonly VariableName[] {
  const { licence, request } = plan;
  const https = request.listener === 'https';
  const wanted: readonly (readonly [wanted: boolean | undefined, ...names: VariableName[]])[] = [
    [true, 'region', 'tags', 'database_password_version'],
    [licence.edition !== 'Entry', 'licence_secret_arn'],
    [request.smtp !== undefined && request.smtpLogin, 'mail_secret_arn'],
    [https && !hostedZone, 'certificate_arn'],
    [hostedZone, 'hosted_zone_id'],
    [kmsKey, 'kms_key_arn'],
    [alarmTopic, 'alarm_topic_arn'],
    [vpc, 'vpc_id', 'public_subnet_ids', 'private_subnet_ids', 'isolated_subnet_ids'],
  ];
  return wanted.flatMap(([is, ...names]) => (is ? names : []));
}

/**
 * The stack of a deployment, with a variable for each thing that only a customer knows.
 * @throws PlanError as MattermostStack
 */
export function deploymentStack(scope: Construct, deployment: Deployment): MattermostStack {
  const { plan, ephemeral, state } = deployment;
  return new MattermostStack(scope, plan.request.id, {
    plan,
    ephemeral,
    backend: state,
    imports: (stack) => imported(stack, deployment),
  });
}

function imported(
  stack: TerraformStack,
  deployment: Deployment,
): ReturnType<NonNullable<MattermostStackConfig['imports']>> {
  const { plan } = deployment;
  const made = new Map(variablesOf(deployment).map((name) => [name, variable(stack, name, plan)]));
  const text = (name: VariableName): string | undefined => made.get(name)?.stringValue;
  const list = (name: VariableName): string[] =>
    Array.from({ length: plan.components.network.zones }, (_, i) => Fn.element(made.get(name)!.listValue, i) as string);
  const zone = text('hosted_zone_id');
  return {
    provider: { region: text('region')!, defaultTags: [{ tags: made.get('tags')!.value as Record<string, string> }] },
    databasePasswordVersion: made.get('database_password_version')!.numberValue,
    certificateArn: text('certificate_arn'),
    ...(zone && { hostedZone: { id: zone } }),
    kmsKeyArn: text('kms_key_arn'),
    existing: {
      licence: text('licence_secret_arn'),
      mail: text('mail_secret_arn'),
      alarmTopic: text('alarm_topic_arn'),
      ...(deployment.vpc && {
        network: {
          vpcId: text('vpc_id')!,
          subnetIds: {
            public: list('public_subnet_ids'),
            private: list('private_subnet_ids'),
            isolated: list('isolated_subnet_ids'),
          },
        },
      }),
    },
  };
}

function variable(stack: TerraformStack, name: VariableName, plan: Plan): TerraformVariable {
  const { type, description, form, ...rest }: Variable = variables[name];
  const given = name === 'region' ? plan.request.region : rest.default;
  return new TerraformVariable(stack, name, {
    type,
    description,
    nullable: false,
    ...(given !== undefined && { default: given }),
    ...(form && {
      validation: [
        {
          condition: `\${can(regex(${JSON.stringify(form[0])}, var.${name}))}`,
          errorMessage: `'${name}' is not valid; allowed: ${form[1]}.`,
        },
      ],
    }),
    ...(type === 'list(string)' && {
      validation: [
        {
          condition: `\${length(var.${name}) == ${plan.components.network.zones}}`,
          errorMessage: `'${name}' is not valid; allowed: ${plan.components.network.zones}, one in each zone.`,
        },
      ],
    }),
  });
}

import { Fn, TerraformVariable, Token, type TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { Database, MattermostStack, type MattermostStackConfig } from '../../architectures/cdktf';
import { forms, type Form } from '../../architectures/cdktf/forms';
import type { Plan } from '../../architectures/sizing';
import type { Brought } from './bringable';

export interface Deployment extends Brought {
  readonly plan: Plan;
  /** Everything goes with a destroy, data included. */
  readonly ephemeral?: boolean;
  /** Where the state is. @default - a file beside the configuration */
  readonly state?: MattermostStackConfig['backend'];
}

interface Variable {
  readonly type: 'string' | 'number' | 'bool' | 'list(string)' | 'map(string)';
  readonly description: string;
  /** Absent where Terraform has to ask. */
  readonly default?: unknown;
  /** Of a list: of each of its elements. */
  readonly form?: Form;
  /** An ARN of something that has to lie where everything is made. */
  readonly regional?: true;
  /** What holds of it beside its form, as Terraform's expressions. */
  readonly holds?: (plan: Plan) => readonly (readonly [condition: string, allowed: string])[];
  /** Of a list: how many there have to be, and an example of each. */
  readonly each?: {
    readonly many: (plan: Plan) => readonly [count: number, allowed: string];
    readonly example: (i: number) => string;
  };
  /** For the example of a variables file. @default - the default, or an example of each */
  readonly example?: unknown;
}

const subnets = (kind: string, digit: string): Variable => ({
  type: 'list(string)',
  description: `ids of ${kind} subnets, one in each zone`,
  form: forms.subnetId,
  each: {
    many: ({ components: { network } }) => [network.zones, `${network.zones}, one in each zone`],
    example: (i) => `subnet-0123456789${digit}bcdef${i}`,
  },
});

/** In examples, where the request names none. */
const exampleRegion = 'eu-central-1';

/** Every variable that an export may have, by name. */
export const variables = {
  region: {
    type: 'string',
    description: 'where everything is made',
    form: forms.region,
    holds: ({ request: { region, availabilityZones } }) =>
      availabilityZones ? [[`var.region == "${region}"`, `${region}, of the zones that the request names`]] : [],
    example: exampleRegion,
  },
  database_deletion_protection: {
    type: 'bool',
    description: 'false, applied once, lets a destroy take the database, of which a last snapshot stays',
    default: true,
  },
  tags: { type: 'map(string)', description: 'of every resource', default: {}, example: { team: 'chat' } },
  database_password_version: {
    type: 'number',
    description: 'raise it to rotate the password of the database; nodes read the new one when they are replaced',
    default: 1,
    holds: () => [
      [
        'var.database_password_version >= 1 && floor(var.database_password_version) == var.database_password_version',
        'a whole number from 1',
      ],
    ],
  },
  licence_secret_arn: {
    type: 'string',
    description: 'secret whose text is the licence',
    form: forms.secretArn,
    regional: true,
    example: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:mattermost/licence-AbCdEf',
  },
  mail_secret_arn: {
    type: 'string',
    description: 'secret with username and password of the mail server',
    form: forms.secretArn,
    regional: true,
    example: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:mattermost/mail-AbCdEf',
  },
  certificate_arn: {
    type: 'string',
    description: 'certificate for the host name, in the same region',
    form: forms.certificateArn,
    regional: true,
    example: 'arn:aws:acm:eu-central-1:123456789012:certificate/12345678-1234-1234-1234-123456789012',
  },
  hosted_zone_id: {
    type: 'string',
    description: 'zone of Route 53 that holds the host name',
    form: forms.hostedZoneId,
    example: 'Z0123456789ABCDEFGHIJ',
  },
  kms_key_arn: {
    type: 'string',
    description: 'key for database, search, cache, buckets, secrets, disks and logs',
    form: forms.kmsKeyArn,
    regional: true,
    example: 'arn:aws:kms:eu-central-1:123456789012:key/12345678-1234-1234-1234-123456789012',
  },
  alarm_topic_arn: {
    type: 'string',
    description: 'topic of SNS where alarms go',
    form: forms.topicArn,
    regional: true,
    example: 'arn:aws:sns:eu-central-1:123456789012:alarms',
  },
  permissions_boundary_arn: {
    type: 'string',
    description: 'policy that bounds what the roles of nodes and flow logs may do',
    form: forms.policyArn,
    example: 'arn:aws:iam::123456789012:policy/boundary',
  },
  vpc_id: {
    type: 'string',
    description: 'VPC of the subnets',
    form: forms.vpcId,
    example: 'vpc-0123456789abcdef0',
  },
  public_subnet_ids: subnets('public', 'a'),
  private_subnet_ids: subnets('private', 'b'),
  isolated_subnet_ids: subnets('isolated', 'c'),
  database_cluster_id: {
    type: 'string',
    description: 'Aurora cluster of the server, for its alarms',
    form: forms.clusterIdentifier,
    example: 'chat',
  },
  database_writer_endpoint: {
    type: 'string',
    description: 'host name of the writer',
    form: forms.endpoint,
    example: 'chat.cluster-abcdefghijkl.eu-central-1.rds.amazonaws.com',
  },
  database_reader_endpoints: {
    type: 'list(string)',
    form: forms.endpoint,
    description: "host names of the reader instances, not the cluster's reader endpoint",
    each: {
      many: ({ components: { database } }) => [
        database.readers,
        `${database.readers}, as database.readers of the plan`,
      ],
      example: (i) => `chat-${i + 1}.abcdefghijkl.eu-central-1.rds.amazonaws.com`,
    },
  },
  database_security_group_id: {
    type: 'string',
    description: 'security group of the cluster, which lets the app nodes in',
    form: forms.securityGroupId,
    example: 'sg-0123456789abcdef0',
  },
  database_secret_arn: {
    type: 'string',
    description: "secret with username and password of the server's login to the database",
    form: forms.secretArn,
    regional: true,
    example: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:chat/database-AbCdEf',
  },
} as const satisfies Readonly<Record<string, Variable>>;

export type VariableName = keyof typeof variables;

/** What an example of a variables file says of a variable; where the request names a region, of that. */
export function exampleOf(name: VariableName, plan: Plan): unknown {
  const { each, ...its }: Variable = variables[name];
  const example = each
    ? Array.from({ length: each.many(plan)[0] }, (_, i) => each.example(i))
    : (its.example ?? defaultOf(name, plan));
  const { region = exampleRegion } = plan.request;
  return JSON.parse(JSON.stringify(example).replaceAll(exampleRegion, region)) as unknown;
}

/** What a variable is where nothing is given. */
export const defaultOf = (name: VariableName, plan: Plan): unknown =>
  name === 'region' ? plan.request.region : (variables[name] as Variable).default;

/** Names of the variables that a deployment has: of what is brought those that something refers to. */
export function variablesOf(deployment: Deployment): readonly VariableName[] {
  const { plan, hostedZone, vpc, database, kmsKey, permissionsBoundary, alarmTopic, ephemeral } = deployment;
  const { licence, request, components } = plan;
  const https = request.listener === 'https';
  const inIsolated = !database || components.search || components.cache;
  const wanted: readonly (readonly [wanted: unknown, ...names: VariableName[]])[] = [
    [true, 'region', 'tags'],
    [!database, 'database_password_version'],
    [!database && !ephemeral && components.database.backup.deletionProtection, 'database_deletion_protection'],
    [database, 'database_cluster_id', 'database_writer_endpoint', 'database_security_group_id', 'database_secret_arn'],
    [database && components.database.readers > 0, 'database_reader_endpoints'],
    [licence.edition !== 'Entry', 'licence_secret_arn'],
    [request.smtp !== undefined && request.smtpLogin, 'mail_secret_arn'],
    [https && !hostedZone, 'certificate_arn'],
    [hostedZone, 'hosted_zone_id'],
    [kmsKey, 'kms_key_arn'],
    [permissionsBoundary, 'permissions_boundary_arn'],
    [alarmTopic, 'alarm_topic_arn'],
    [vpc, 'vpc_id', 'private_subnet_ids'],
    [vpc && components.loadBalancer.scheme === 'internet-facing', 'public_subnet_ids'],
    [vpc && inIsolated, 'isolated_subnet_ids'],
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
  const { readers } = plan.components.database;
  const made = new Map(variablesOf(deployment).map((name) => [name, variable(stack, name, plan)]));
  const text = (name: VariableName): string | undefined => made.get(name)?.stringValue;
  const list = (name: VariableName, length: number = plan.components.network.zones): string[] => {
    const variable = made.get(name);
    return variable ? Array.from({ length }, (_, i) => Fn.element(variable.listValue, i) as string) : [];
  };
  const zone = text('hosted_zone_id');
  return {
    provider: { region: text('region')! },
    tags: Token.asStringMap(made.get('tags')!.value),
    permissionsBoundaryArn: text('permissions_boundary_arn'),
    databaseDeletionProtection: made.get('database_deletion_protection')?.booleanValue,
    databasePasswordVersion: made.get('database_password_version')?.numberValue,
    certificateArn: text('certificate_arn'),
    ...(zone && { hostedZone: { id: zone } }),
    kmsKeyArn: text('kms_key_arn'),
    existing: {
      licence: text('licence_secret_arn'),
      mail: text('mail_secret_arn'),
      alarmTopic: text('alarm_topic_arn'),
      ...(deployment.database && {
        database: Database.fromExisting({
          clusterIdentifier: text('database_cluster_id')!,
          writerEndpoint: text('database_writer_endpoint')!,
          readerEndpoints: list('database_reader_endpoints', readers),
          securityGroupId: text('database_security_group_id')!,
          secretArn: text('database_secret_arn')!,
        }),
      }),
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

/** A wrong region is told at the region, a wrong ARN by its form. */
const inRegion = (own: string) =>
  [
    `!can(regex(${JSON.stringify(forms.region[0])}, var.region)) || try(split(":", ${own})[3], var.region) == var.region`,
    'one in the region that var.region names',
  ] as const;

function variable(stack: TerraformStack, name: VariableName, plan: Plan): TerraformVariable {
  const { type, description, form, regional, holds = () => [], each }: Variable = variables[name];
  const given = defaultOf(name, plan);
  const own = `var.${name}`;
  const formed = (value: string): string => `can(regex(${JSON.stringify(form![0])}, ${value}))`;
  const [count, counted] = each?.many(plan) ?? [];
  const conditions: readonly (readonly [condition: string, allowed: string])[] = [
    ...(counted === undefined
      ? []
      : ([[`length(distinct(${own})) == ${count} && length(${own}) == ${count}`, counted]] as const)),
    ...(form ? ([[each ? `alltrue([for each in ${own} : ${formed('each')}])` : formed(own), form[1]]] as const) : []),
    ...(regional ? [inRegion(own)] : []),
    ...holds(plan),
  ];
  return new TerraformVariable(stack, name, {
    type,
    description,
    nullable: false,
    ...(given !== undefined && { default: given }),
    ...(conditions.length > 0 && {
      validation: conditions.map(([condition, allowed]) => ({
        condition: `\${${condition}}`,
        errorMessage: `'${name}' is not valid; allowed: ${allowed}.`,
      })),
    }),
  });
}

import { Fn, TerraformVariable, type TerraformStack } from 'cdktf';
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
  readonly type: 'string' | 'number' | 'list(string)' | 'map(string)';
  readonly description: string;
  /** Absent where Terraform has to ask. */
  readonly default?: unknown;
  readonly form?: Form;
  /** Of a list: how many there have to be, and an example of each. */
  readonly each?: {
    readonly many: (plan: Plan) => readonly [count: number, allowed: string];
    readonly example: (i: number) => string;
  };
  /** For the example of a variables file. @default - the default, or an example of each */
  readonly example?: unknown;
}

const subnets = (kind: string): Variable => ({
  type: 'list(string)',
  description: `ids of ${kind} subnets, one in each zone`,
  each: {
    many: ({ components: { network } }) => [network.zones, `${network.zones}, one in each zone`],
    example: (i) => `subnet-0123456789abcdef${i}`,
  },
});

/** Every variable that an export may have, by name. */
export const variables = {
  region: {
    type: 'string',
    description: 'where everything is made',
    form: forms.region,
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
    form: forms.secretArn,
    example: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:mattermost/licence-AbCdEf',
  },
  mail_secret_arn: {
    type: 'string',
    description: 'secret with username and password of the mail server',
    form: forms.secretArn,
    example: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:mattermost/mail-AbCdEf',
  },
  certificate_arn: {
    type: 'string',
    description: 'certificate for the host name, in the same region',
    form: forms.certificateArn,
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
    example: 'arn:aws:kms:eu-central-1:123456789012:key/12345678-1234-1234-1234-123456789012',
  },
  alarm_topic_arn: {
    type: 'string',
    description: 'topic of SNS where alarms go',
    form: forms.topicArn,
    example: 'arn:aws:sns:eu-central-1:123456789012:alarms',
  },
  vpc_id: {
    type: 'string',
    description: 'VPC of the subnets',
    form: forms.vpcId,
    example: 'vpc-0123456789abcdef0',
  },
  public_subnet_ids: subnets('public'),
  private_subnet_ids: subnets('private'),
  isolated_subnet_ids: subnets('isolated'),
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
    example: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:chat/database-AbCdEf',
  },
} as const satisfies Readonly<Record<string, Variable>>;

export type VariableName = keyof typeof variables;

/** What an example of a variables file says of a variable. */
export function exampleOf(name: VariableName, plan: Plan): unknown {
  const { each, ...its }: Variable = variables[name];
  return each ? Array.from({ length: each.many(plan)[0] }, (_, i) => each.example(i)) : (its.example ?? its.default);
}

/** Names of the variables that a deployment has. */
export function variablesOf({
  plan,
  hostedZone,
  vpc,
  database,
  kmsKey,
  alarmTopic,
}: Deployment): readonly VariableName[] {
  const { licence, request } = plan;
  const https = request.listener === 'https';
  const wanted: readonly (readonly [wanted: boolean | undefined, ...names: VariableName[]])[] = [
    [true, 'region', 'tags'],
    [!database, 'database_password_version'],
    [database, 'database_cluster_id', 'database_writer_endpoint', 'database_security_group_id', 'database_secret_arn'],
    [database && plan.components.database.readers > 0, 'database_reader_endpoints'],
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
  const { readers } = plan.components.database;
  const made = new Map(variablesOf(deployment).map((name) => [name, variable(stack, name, plan)]));
  const text = (name: VariableName): string | undefined => made.get(name)?.stringValue;
  const list = (name: VariableName, length: number = plan.components.network.zones): string[] =>
    Array.from({ length }, (_, i) => Fn.element(made.get(name)!.listValue, i) as string);
  const zone = text('hosted_zone_id');
  return {
    provider: { region: text('region')!, defaultTags: [{ tags: made.get('tags')!.value as Record<string, string> }] },
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

function variable(stack: TerraformStack, name: VariableName, plan: Plan): TerraformVariable {
  const { type, description, form, each, ...rest }: Variable = variables[name];
  const given = name === 'region' ? plan.request.region : rest.default;
  const must = (condition: string, allowed: string) => ({
    condition: `\${${condition}}`,
    errorMessage: `'${name}' is not valid; allowed: ${allowed}.`,
  });
  const [count, counted] = each?.many(plan) ?? [];
  const validation = [
    ...(form ? [must(`can(regex(${JSON.stringify(form[0])}, var.${name}))`, form[1])] : []),
    ...(counted !== undefined ? [must(`length(var.${name}) == ${count}`, counted)] : []),
  ];
  return new TerraformVariable(stack, name, {
    type,
    description,
    nullable: false,
    ...(given !== undefined && { default: given }),
    ...(validation.length > 0 && { validation }),
  });
}

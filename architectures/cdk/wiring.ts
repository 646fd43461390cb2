import { ArnFormat, Aws, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { Offers } from '../../constructs/cdk';
import type { BindingName, ComponentKind, Components, Connected, Principal, ResourceName } from '../../constructs/spec';
import { isGrantedBy } from '../engines';
import type { Plan } from '../sizing';

/** One entry for each kind: one that is forgotten does not compile, and only what a size may lack may be undefined. */
export type Parts = { readonly [K in ComponentKind]: Offers<K> | Extract<Components[K], undefined> };

export interface WiringProps {
  readonly plan: Plan;
  readonly parts: Parts;
  /** A key that principals must be able to use. @default - the keys that AWS manages, which need no permission */
  readonly encryptionKey?: kms.IKey;
}

interface Part {
  readonly late?: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly arns?: Readonly<Record<string, string | undefined>>;
  readonly connections?: ec2.Connections;
  readonly role?: iam.IRole;
}

/** The matrices of the plan, row by row: who may talk to whom, who may call what, and where late values are found. */
export class Wiring extends Construct {
  constructor(scope: Construct, id: string, { plan, parts, encryptionKey }: WiringProps) {
    super(scope, id);
    const part = (kind: ComponentKind): Part => {
      const found = parts[kind] as Part | undefined;
      if (!found) throw new Error(`the plan refers to '${kind}', which this architecture does not build`);
      return found;
    };
    const group = (kind: Connected): string => {
      const first = part(kind).connections?.securityGroups[0];
      if (!first) {
        throw new Error(
          `'${kind}' of ${this.node.path} has no security group; allowed: one that its traffic rules can name; import it with its security group`,
        );
      }
      return first.securityGroupId;
    };
    const offered = <T>(name: string, from: 'late' | 'arns'): T => {
      const [kind, key] = name.split('.') as [ComponentKind, string];
      const value = part(kind)[from]?.[key];
      if (value === undefined) {
        throw new Error(
          `the plan refers to '${name}' of ${this.node.path}, which was not given; allowed: a secret; give it in 'existing'`,
        );
      }
      return value as T;
    };
    const role = (kind: Principal): iam.IRole => part(kind).role!;
    const stack = Stack.of(this);
    const outside: Readonly<Partial<Record<ResourceName, string>>> = {
      parameters: stack.formatArn({
        service: 'ssm',
        resource: 'parameter',
        resourceName: `mattermost/${plan.request.id}`,
      }),
      // IAM names a group by an identifier that nobody knows beforehand; the tag of the row's condition chooses.
      groups: stack.formatArn({
        service: 'autoscaling',
        resource: 'autoScalingGroup',
        resourceName: '*:autoScalingGroupName/*',
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
      stack: Aws.STACK_ID,
      mirror: stack.formatArn({
        service: 's3',
        region: '',
        account: '',
        resource: plan.request.mirror?.slice('s3://'.length) ?? '',
      }),
      anything: '*',
    };
    const arn = (name: ResourceName): string => outside[name] ?? offered<string>(name, 'arns');

    // One L1 a row: the L2's allowFrom names rules after the stack, and makes none at all from a group to itself.
    for (const { id: row, from, to, protocol, port, ...rest } of plan.traffic) {
      new ec2.CfnSecurityGroupIngress(this, row, {
        groupId: group(to),
        ipProtocol: protocol,
        fromPort: port,
        toPort: port,
        description: row,
        ...(from === 'clients' ? { cidrIp: (rest as { cidr: string }).cidr } : { sourceSecurityGroupId: group(from) }),
      });
    }
    const access = plan.access.filter((row) => isGrantedBy('cdk', row));
    for (const { id: row, who, actions, on, suffix = '', where } of access) {
      this.grant(row, role(who), actions, arn(on) + suffix, where);
    }
    for (const { name, parameter } of plan.bindings) this.bind(name, parameter, offered(name, 'late'));
    if (encryptionKey) {
      for (const kind of ['appFleet', 'proxy'] as const) {
        if (parts[kind])
          this.grant(`${kind}-key`, role(kind), ['kms:Decrypt', 'kms:GenerateDataKey'], encryptionKey.keyArn);
      }
    }
  }
  private grant(
    row: string,
    principal: iam.IRole,
    actions: readonly string[],
    resource: string,
    where: Readonly<Record<string, string>> | undefined = undefined,
  ): void {
    const statement = new iam.PolicyStatement({
      actions: [...actions],
      resources: [resource],
      ...(where && { conditions: { StringEquals: where } }),
    });
    new iam.Policy(this, row, { roles: [principal], statements: [statement] });
  }

  /** A list without elements has no parameter: Parameter Store stores no empty one. */
  private bind(name: BindingName, parameterName: string, value: string | readonly string[]): void {
    if (typeof value === 'string') new ssm.StringParameter(this, name, { parameterName, stringValue: value });
    else if (value.length) new ssm.StringListParameter(this, name, { parameterName, stringListValue: [...value] });
  }
}

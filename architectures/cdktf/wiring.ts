import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { Construct } from 'constructs';
import { Account } from '../../constructs/cdktf/private/account';
import { policy } from '../../constructs/cdktf/private/policy';
import type { Connections, Offers, Role } from '../../constructs/cdktf';
import type { ComponentKind, Components, Connected, Principal, ResourceName } from '../../constructs/spec';
import { isGrantedBy } from '../engines';
import type { Plan } from '../sizing';

/** One entry for each kind: one that is forgotten does not compile, and only what a size may lack may be undefined. */
export type Parts = { readonly [K in ComponentKind]: Offers<K> | Extract<Components[K], undefined> };

export interface WiringConfig {
  readonly plan: Plan;
  readonly parts: Parts;
  /** ARN of a key that principals must be able to use. @default - the keys that AWS manages, which need no permission */
  readonly kmsKeyArn?: string;
}

interface Part {
  readonly late?: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly arns?: Readonly<Record<string, string | undefined>>;
  readonly connections?: Connections;
  readonly role?: Role;
}

/** The matrices of the plan, row by row: who may talk to whom, who may call what, and where late values are found. */
export class Wiring extends Construct {
  constructor(scope: Construct, id: string, { plan, parts, kmsKeyArn }: WiringConfig) {
    super(scope, id);
    const part = (kind: ComponentKind): Part => {
      const found = parts[kind] as Part | undefined;
      if (!found) throw new Error(`the plan refers to '${kind}', which this architecture does not build`);
      return found;
    };
    const group = (kind: Connected): string => part(kind).connections!.securityGroupId;
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
    const role = (kind: Principal): Role => part(kind).role!;
    const account = Account.of(this);
    const outside: Readonly<Partial<Record<ResourceName, string>>> = {
      parameters: account.arn('ssm', `parameter/mattermost/${plan.request.id}`),
      // IAM names a group by an identifier that nobody knows beforehand; the tag of the row's condition chooses.
      groups: account.arn('autoscaling', 'autoScalingGroup:*:autoScalingGroupName/*'),
      mirror: account.arn('s3', plan.request.mirror?.slice('s3://'.length) ?? ''),
      anything: '*',
    };
    const arn = (name: ResourceName): string => outside[name] ?? offered<string>(name, 'arns');

    for (const { id: row, from, to, protocol, port, ...rest } of plan.traffic) {
      new VpcSecurityGroupIngressRule(this, row, {
        securityGroupId: group(to),
        ipProtocol: protocol,
        fromPort: port,
        toPort: port,
        description: row,
        ...(from === 'clients'
          ? { cidrIpv4: (rest as { cidr: string }).cidr }
          : { referencedSecurityGroupId: group(from) }),
      });
    }
    const access = plan.access.filter((row) => isGrantedBy('cdktf', row));
    for (const { id: row, who, actions, on, suffix = '', where } of access) {
      this.grant(row, role(who), actions, arn(on) + suffix, where);
    }
    for (const { name, parameter } of plan.bindings) this.bind(name, parameter, offered(name, 'late'));
    if (kmsKeyArn) {
      for (const kind of ['appFleet', 'proxy'] as const) {
        if (parts[kind]) this.grant(`${kind}-key`, role(kind), ['kms:Decrypt', 'kms:GenerateDataKey'], kmsKeyArn);
      }
    }
  }

  private grant(
    row: string,
    { roleName }: Role,
    actions: readonly string[],
    resource: string,
    where: Readonly<Record<string, string>> | undefined = undefined,
  ): void {
    new IamRolePolicy(this, row, {
      name: row,
      role: roleName,
      policy: policy({
        Action: actions,
        Resource: resource,
        ...(where && { Condition: { StringEquals: where } }),
      }),
    });
  }

  /** A list without elements has no parameter: Parameter Store stores no empty one. */
  private bind(id: string, name: string, value: string | readonly string[]): void {
    if (typeof value === 'string') {
      new SsmParameter(this, id, {
        name,
        type: 'String',
        value,
        // Nodes write the version that runs over the first value.
        ...(id === 'appFleet.runningVersion' && { lifecycle: { ignoreChanges: ['value'] } }),
      });
    } else if (value.length) new SsmParameter(this, id, { name, type: 'StringList', value: value.join(',') });
  }
}

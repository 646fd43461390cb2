import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { Offers } from '../../constructs/cdk';
import type { BindingName, ComponentKind, Components, Connected, Principal, ResourceName } from '../../constructs/spec';
import { engines, type Rendered } from '../engines';
import type { Plan } from '../sizing';

/**
 * One entry for each kind that this engine builds: one that is forgotten does not compile, and only what a size may lack
 * may be undefined. Kinds that the engine leaves out may be given by a customer who has them.
 */
export type Parts = {
  readonly [K in Rendered<'cdk'>]: Offers<K> | Extract<Components[K], undefined>;
} & { readonly [K in Exclude<ComponentKind, Rendered<'cdk'>>]?: Offers<K> };

export interface WiringProps {
  readonly plan: Plan;
  readonly parts: Parts;
  /** A key that principals must be able to use. @default - the keys that AWS manages, which need no permission */
  readonly encryptionKey?: kms.IKey;
}

type Late = Readonly<Record<string, string | readonly string[]>>;
interface Part {
  readonly late?: Late;
  readonly arns?: Readonly<Record<string, string>>;
  readonly connections?: ec2.Connections;
  readonly role?: iam.IRole;
}

/** The matrices of the plan, row by row: who may talk to whom, who may call what, and where late values are found. */
export class Wiring extends Construct {
  /** Rows of the plan with an end that this engine leaves out. */
  readonly waiting: readonly string[];

  constructor(scope: Construct, id: string, { plan, parts, encryptionKey }: WiringProps) {
    super(scope, id);
    const part = (kind: ComponentKind): Part | undefined => {
      const found = parts[kind] as Part | undefined;
      if (!found && !(kind in engines.cdk.leavesOut)) {
        throw new Error(`the plan refers to '${kind}', which this architecture does not build`);
      }
      return found;
    };
    const group = (kind: Connected) => {
      const found = part(kind);
      const first = found?.connections?.securityGroups[0];
      if (found && !first) {
        throw new Error(
          `'${kind}' of ${this.node.path} has no security group; allowed: one that its traffic rules can name; import it with its security group`,
        );
      }
      return first?.securityGroupId;
    };
    const role = (kind: Principal) => part(kind)?.role;
    const split = (name: string) => name.split('.') as [ComponentKind, string];
    const late = (name: BindingName) => part(split(name)[0])?.late?.[split(name)[1]];
    const parameters = Stack.of(this).formatArn({
      service: 'ssm',
      resource: 'parameter',
      resourceName: `mattermost/${plan.request.id}/*`,
    });
    const arn = (name: ResourceName) =>
      name === 'parameters' ? parameters : part(split(name)[0])?.arns?.[split(name)[1]];

    const waiting: string[] = [];
    const wire = (row: string, done: boolean) => done || waiting.push(row);

    // One L1 a row: the L2's allowFrom names rules after the stack, and makes none at all from a group to itself.
    for (const row of plan.traffic) {
      const to = group(row.to);
      const from = row.from === 'clients' ? { cidrIp: row.cidr } : groupProperty(group(row.from));
      wire(`traffic.${row.id}`, Boolean(to && from && this.ingress(row.id, { ...row, groupId: to, from })));
    }
    for (const { id: row, who, actions, on, suffix = '' } of plan.access) {
      const [principal, resource] = [role(who), arn(on)];
      wire(`access.${row}`, Boolean(principal && resource && this.grant(row, principal, actions, resource + suffix)));
    }
    for (const { name, parameter } of plan.bindings) {
      const value = late(name);
      wire(`bindings.${name}`, value !== undefined && this.bind(name, parameter, value));
    }
    if (encryptionKey) {
      for (const kind of ['appFleet', 'proxy'] as const) {
        const principal = role(kind);
        if (principal)
          this.grant(`${kind}-key`, principal, ['kms:Decrypt', 'kms:GenerateDataKey'], encryptionKey.keyArn);
      }
    }
    this.waiting = waiting;
  }

  private ingress(
    row: string,
    { groupId, from, protocol, port }: { groupId: string; from: object; protocol: string; port: number },
  ): true {
    new ec2.CfnSecurityGroupIngress(this, row, {
      groupId,
      ipProtocol: protocol,
      fromPort: port,
      toPort: port,
      description: row,
      ...from,
    });
    return true;
  }

  private grant(row: string, principal: iam.IRole, actions: readonly string[], resource: string): true {
    const statement = new iam.PolicyStatement({ actions: [...actions], resources: [resource] });
    new iam.Policy(this, row, { roles: [principal], statements: [statement] });
    return true;
  }

  /** A list without elements has no parameter: Parameter Store stores no empty one. */
  private bind(name: string, parameterName: string, value: string | readonly string[]): true {
    if (typeof value === 'string') new ssm.StringParameter(this, name, { parameterName, stringValue: value });
    else if (value.length) new ssm.StringListParameter(this, name, { parameterName, stringListValue: [...value] });
    return true;
  }
}

const groupProperty = (id: string | undefined) => id && { sourceSecurityGroupId: id };

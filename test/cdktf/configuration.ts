import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, TerraformStack, Testing } from 'cdktf';
import { MattermostStack, type MattermostStackConfig } from '../../architectures/cdktf';
import { planArchitecture, PlanError, type Plan, type Request } from '../../architectures/sizing';

export type Resource = Readonly<Record<string, unknown>>;

/** A Terraform configuration as JSON. */
export interface Configuration {
  readonly terraform?: Resource;
  readonly provider?: Readonly<Record<string, readonly Resource[]>>;
  readonly output?: Readonly<Record<string, Resource>>;
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Resource>>>>;
  readonly data?: Readonly<Record<string, Readonly<Record<string, Resource>>>>;
  readonly ephemeral?: Readonly<Record<string, Readonly<Record<string, Resource>>>>;
}

export const arn = (service: string, resource: string, region = 'eu-central-1'): string =>
  `arn:aws:${service}:${region}:123456789012:${resource}`;

export const planOf = (request: Partial<Request> = {}): Plan =>
  planArchitecture({ concurrentUsers: '15k', domainName: 'chat.example.com', region: 'eu-central-1', ...request });

/** What a customer brings to a plan that needs no more. */
export const brought: Omit<MattermostStackConfig, 'plan'> = {
  certificateArn: arn('acm', 'certificate/0123'),
  existing: { licence: arn('secretsmanager', 'secret:licence-AbCdEf') },
};

/** A stack of somebody else, with what `fill` adds to it. */
export function configurationWith(fill: (stack: TerraformStack) => unknown): Configuration {
  const stack = new TerraformStack(new App(), 'theirs');
  new AwsProvider(stack, 'aws', { region: 'eu-central-1' });
  fill(stack);
  return JSON.parse(Testing.synth(stack)) as Configuration;
}

export const configurationOf = (config: MattermostStackConfig): Configuration =>
  JSON.parse(Testing.synth(new MattermostStack(new App(), 'chat', config))) as Configuration;

/** What a deployment is refused for; nothing where it is accepted. */
export function refusalsOf(config: MattermostStackConfig): readonly string[] {
  try {
    new MattermostStack(new App(), 'chat', config);
    return [];
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    return error.issues.map(({ what, given, allowed, todo }) => [what, given, allowed, todo].join('; '));
  }
}

/** Addresses of all resources, sorted. */
export const addressesIn = ({ resource = {} }: Configuration): readonly string[] =>
  Object.entries(resource)
    .flatMap(([type, named]) => Object.keys(named).map((name) => `${type}.${name}`))
    .sort();

/** The one resource of a type whose name has a part. */
export function resourceIn({ resource = {} }: Configuration, type: string, part = ''): Resource {
  const found = Object.entries(resource[type] ?? {}).filter(([name]) => name.includes(part));
  if (found.length !== 1) throw new Error(`${found.length} of ${type} ${part}, expected one`);
  return found[0]![1];
}

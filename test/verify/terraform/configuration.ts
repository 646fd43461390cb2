import { App, Testing } from 'cdktf';
import { MattermostStack, type MattermostStackConfig } from '../../../architectures/cdktf';
import type { Plan } from '../../../architectures/sizing';
import { planFor, theirArn, type Subject } from '../stacks';

export type Arguments = Readonly<Record<string, unknown>>;
/** By type and name. */
export type Blocks = Readonly<Record<string, Readonly<Record<string, Arguments>>>>;

/** What Terraform reads. */
export interface Configuration {
  readonly resource: Blocks;
  readonly [section: string]: unknown;
}

/** What a subject became. */
export interface Configured extends Subject {
  readonly plan: Plan;
  readonly configuration: Configuration;
  /** The customer's key that everything must be under. */
  readonly kmsKeyArn?: string;
}

/** What a customer brings: a licence, the login of a mail server, a certificate of the region. */
function broughtTo({ request: { region, listener, smtp, smtpLogin } }: Plan): Partial<MattermostStackConfig> {
  return {
    ...(listener === 'https' && { certificateArn: theirArn('acm', 'certificate/0123', region) }),
    existing: {
      licence: theirArn('secretsmanager', 'secret:licence-AbCdEf', region),
      ...(smtp && smtpLogin && { mail: theirArn('secretsmanager', 'secret:mail-AbCdEf', region) }),
    },
  };
}

/** Renders a subject for Terraform. */
export function configure(subject: Subject): Configured {
  const plan = planFor(subject);
  let kmsKeyArn: string | undefined;
  const stack = new MattermostStack(new App(), 'chat', {
    plan,
    ...subject.props,
    ...broughtTo(plan),
    imports: (scope) => {
      const theirs = subject.terraformImports?.(scope);
      kmsKeyArn = theirs?.kmsKeyArn;
      return theirs ?? {};
    },
  });
  return { ...subject, plan, kmsKeyArn, configuration: JSON.parse(Testing.synth(stack)) as Configuration };
}

export interface Resource {
  readonly type: string;
  readonly name: string;
  readonly its: Arguments;
}

export const resourcesIn = ({ resource }: Configuration): readonly Resource[] =>
  Object.entries(resource).flatMap(([type, named]) =>
    Object.entries(named).map(([name, its]): Resource => ({ type, name, its })),
  );

export const ofType = (configuration: Configuration, type: string): readonly Resource[] =>
  resourcesIn(configuration).filter((each) => each.type === type);

export const addressOf = ({ type, name }: Resource): string => `${type}.${name}`;

/** Whether a value names another resource. */
export const refersTo = (value: unknown, resource: Resource): boolean =>
  JSON.stringify(value ?? '').includes(`\${${addressOf(resource)}.`);

/** A block, which Terraform reads with and without a list around it. */
export const blocksIn = (value: unknown): readonly Arguments[] =>
  value === undefined || value === null ? [] : ((Array.isArray(value) ? value : [value]) as readonly Arguments[]);

/** The one block of its kind; empty where there is none. */
export const blockIn = (value: unknown): Arguments => blocksIn(value)[0] ?? {};

/** Texts, one or many. */
export const listOf = (value: unknown): readonly string[] => [value ?? []].flat() as string[];

/** Terraform reads both; a value that nobody knows yet is not true. */
export const isTrue = (value: unknown): boolean => value === true || value === 'true';

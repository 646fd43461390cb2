import { App, Stack, Token, type StackProps } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as cx from 'aws-cdk-lib/cx-api';
import type { IConstruct } from 'constructs';
import { Mattermost, MattermostStack, type MattermostProps } from '../../architectures/cdk';
import { planArchitecture, type Plan, type Request } from '../../architectures/sizing';

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly DependsOn?: string | string[];
}
export type Resources = Readonly<Record<string, Resource>>;

export const planOf = (request: Partial<Request> = {}): Plan =>
  planArchitecture({ id: 'chat', concurrentUsers: '15k', domainName: 'chat.example.com', ...request });

/** Every flag of CDK 2 at its recommended value. */
export const recommendedFlags: Readonly<Record<string, unknown>> = Object.fromEntries(
  Object.entries(cx.FLAGS)
    .filter(([, { introducedIn }]) => introducedIn.v2 !== undefined)
    .map(([name, { recommendedValue }]) => [name, recommendedValue]),
);

/** The resources of a stack that `build` fills. */
export function resourcesOf(
  build: (stack: Stack) => IConstruct,
  { context = {}, ...props }: StackProps & { readonly context?: Readonly<Record<string, unknown>> } = {},
): Resources {
  const app = new App({ context: { ...context } });
  const stack = new Stack(app, 'Theirs', props);
  build(stack);
  return (app.synth().getStackByName('Theirs').template as { Resources?: Resources }).Resources ?? {};
}

/** What a customer brings: a licence, the login of a mail server, a certificate of the region. */
export function broughtTo(stack: Stack, plan: Plan): Partial<MattermostProps> {
  const secret = (id: string, name: string) => secretsmanager.Secret.fromSecretNameV2(stack, id, name);
  const region = Token.isUnresolved(stack.region) ? 'us-east-1' : stack.region;
  const partition = region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  const arn = `arn:${partition}:acm:${region}:123456789012:certificate/0123`;
  return {
    ...(plan.request.listener === 'https' && {
      certificate: acm.Certificate.fromCertificateArn(stack, 'TheirCertificate', arn),
    }),
    existing: {
      licence: secret('TheirLicence', 'mattermost/licence'),
      ...(plan.request.smtp && plan.request.smtpLogin && { mail: secret('TheirMail', 'mattermost/mail') }),
    },
  };
}

type Given = Partial<MattermostProps>;
/** Props that are the same in every stack, or made for it. */
export const architecture = (
  given: Given | ((stack: Stack) => Given) = {},
  props: Parameters<typeof resourcesOf>[1] = {},
): Resources =>
  resourcesOf((stack) => {
    const { plan = planOf(), ...theirs } = typeof given === 'function' ? given(stack) : given;
    const brought = broughtTo(stack, plan);
    const existing = { ...brought.existing, ...theirs.existing };
    return new Mattermost(stack, 'Mattermost', { plan, ...brought, ...theirs, existing });
  }, props);

export function stackTemplate({ plan = planOf(), ...props }: Given & StackProps = {}) {
  const app = new App();
  new MattermostStack(app, 'chat', { plan, ...props, imports: (stack) => broughtTo(stack, plan) });
  return app.synth().getStackByName('chat');
}

export const ofType = (resources: Resources, type: string): (Resource & { readonly id: string })[] =>
  Object.entries(resources)
    .filter(([, { Type }]) => Type === type)
    .map(([id, resource]) => ({ id, ...resource }));

import { App, Stack, type StackProps } from 'aws-cdk-lib';
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

export const architecture = (
  props: Partial<MattermostProps> = {},
  stack: Parameters<typeof resourcesOf>[1] = {},
): Resources => resourcesOf((scope) => new Mattermost(scope, 'Mattermost', { plan: planOf(), ...props }), stack);

export function stackTemplate(props: Partial<MattermostProps> & StackProps = {}) {
  const app = new App();
  new MattermostStack(app, 'chat', { plan: planOf(), ...props });
  return app.synth().getStackByName('chat');
}

export const ofType = (resources: Resources, type: string): (Resource & { readonly id: string })[] =>
  Object.entries(resources)
    .filter(([, { Type }]) => Type === type)
    .map(([id, resource]) => ({ id, ...resource }));

import { App as CdktfApp, Testing } from 'cdktf';
import { MattermostStack } from '../../architectures/cdktf';
import type { Engine } from '../../architectures/engines';
import type { Plan } from '../../architectures/sizing';
import { architecture, stackTemplate, type Resources } from '../cdk/templates';
import type { Facts } from './facts';
import { factsOfTemplate } from './of-template';
import { factsOfTerraform, type TerraformResources } from './of-terraform';

const arn = (service: string, resource: string): string => `arn:aws:${service}:us-east-1:123456789012:${resource}`;

interface Configuration {
  readonly data: object;
  readonly ephemeral: object;
  readonly resource: TerraformResources;
  readonly output: Readonly<Record<string, unknown>>;
}

/** As the load balancer says, whatever the request said. */
const speaksHttps = ({ components }: Plan): boolean => components.loadBalancer.listener === 'https';

function configurationOf(plan: Plan): Configuration {
  const stack = new MattermostStack(new CdktfApp(), 'mattermost', {
    plan,
    ...(speaksHttps(plan) && { certificateArn: arn('acm', 'certificate/0123') }),
    existing: {
      licence: arn('secretsmanager', 'secret:licence-AbCdEf'),
      ...(plan.request.smtp && plan.request.smtpLogin && { mail: arn('secretsmanager', 'secret:mail-AbCdEf') }),
    },
  });
  return JSON.parse(Testing.synth(stack)) as Configuration;
}

/** The Terraform resources of a plan. */
export const terraformOf = (plan: Plan): TerraformResources => configurationOf(plan).resource;

/** The CloudFormation resources of a plan. */
export const templateOf = (plan: Plan): Resources =>
  architecture({ plan, ...(!speaksHttps(plan) && { certificate: undefined }) });

/** What an engine makes of a plan. */
interface Rendering {
  /** What it is called. */
  readonly name: string;
  readonly factsOf: (plan: Plan) => Facts;
  /** All that is made or asked for at a deployment, in a text to compare: no outputs, which are said to people. */
  readonly textOf: (plan: Plan) => string;
}

export const renderings: Readonly<Record<Engine, Rendering>> = {
  cdk: {
    name: 'the CloudFormation template',
    factsOf: (plan) => factsOfTemplate(templateOf(plan)),
    textOf: (plan) => JSON.stringify(templateOf(plan)),
  },
  cdktf: {
    name: 'the Terraform configuration',
    factsOf: (plan) => factsOfTerraform(terraformOf(plan)),
    textOf: (plan) => {
      const { data, ephemeral, resource } = configurationOf(plan);
      return JSON.stringify({ data, ephemeral, resource });
    },
  },
};
export const engines = Object.keys(renderings) as Engine[];

/** Names of the outputs of a plan, in each engine. */
export const outputNames = {
  cdk: (plan: Plan): string[] =>
    Object.keys((stackTemplate({ plan }).template as { readonly Outputs: object }).Outputs).sort(),
  cdktf: (plan: Plan): string[] => Object.keys(configurationOf(plan).output).sort(),
} as const;

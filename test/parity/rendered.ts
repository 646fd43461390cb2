import { App as CdktfApp, Testing } from 'cdktf';
import { MattermostStack } from '../../architectures/cdktf';
import type { Plan } from '../../architectures/sizing';
import { architecture, stackTemplate, type Resources } from '../cdk/templates';
import type { TerraformResources } from './of-terraform';

const arn = (service: string, resource: string): string => `arn:aws:${service}:us-east-1:123456789012:${resource}`;

interface Configuration {
  readonly resource: TerraformResources;
  readonly output: Readonly<Record<string, unknown>>;
}

function configurationOf(plan: Plan): Configuration {
  const stack = new MattermostStack(new CdktfApp(), 'mattermost', {
    plan,
    ...(plan.request.listener === 'https' && { certificateArn: arn('acm', 'certificate/0123') }),
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
export const templateOf = (plan: Plan): Resources => architecture({ plan });

/** Names of the outputs of a plan, in each engine. */
export const outputNames = {
  cdk: (plan: Plan): string[] =>
    Object.keys((stackTemplate({ plan }).template as { readonly Outputs: object }).Outputs).sort(),
  cdktf: (plan: Plan): string[] => Object.keys(configurationOf(plan).output).sort(),
} as const;

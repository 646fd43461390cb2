import type { Finding } from '../acknowledged';
import { judgement } from '../nag';
import { ofType, resourcesIn, type Configuration } from './configuration';
import { securityRules, unjudgedTypes, type SecurityRule } from './security-rules';

const pathOf = (name: string): string => name.replace(/^Mattermost_/, '').replaceAll('_', '/');

/** What nobody knows before an apply, as CloudFormation writes it. */
const pseudo: readonly (readonly [RegExp, string])[] = [
  [/\$\{data\.aws_partition\.\w+\.partition\}/g, '<AWS::Partition>'],
  [/\$\{data\.aws_region\.\w+\.id\}/g, '<AWS::Region>'],
  [/\$\{data\.aws_caller_identity\.\w+\.account_id\}/g, '<AWS::AccountId>'],
];
const readable = (part: string): string =>
  pseudo
    .reduce((text, [form, name]) => text.replace(form, name), part)
    .replace(/\$\{aws_\w+\.([\w-]+)\.arn\}/g, (_, name: string) => `<${pathOf(name)}.Arn>`);

/** What one rule finds. */
export const findingsBy = ({ mirrors: [id], type, broken }: SecurityRule, configuration: Configuration): Finding[] =>
  ofType(configuration, type).flatMap((resource) => {
    const verdict = broken(resource.its, resource, configuration);
    const rules =
      typeof verdict === 'boolean' ? (verdict ? [id] : []) : verdict.map((part) => `${id}[${readable(part)}]`);
    return rules.map((rule) => ({ construct: pathOf(resource.name), rule: `AwsSolutions-${rule}` }));
  });

/** What the rules of AWS Solutions find in a Terraform configuration. */
export const findingsInTerraform = (configuration: Configuration): Finding[] =>
  securityRules.flatMap((rule) => findingsBy(rule, configuration));

/** What cdk-nag has judged and no rule here does, and the other way round. */
export function unlike(judged: ReadonlySet<string>): string[] {
  const ours = new Set(securityRules.map(({ mirrors: [rule, type] }) => judgement(rule, type)));
  return [
    ...[...judged].filter((each) => !ours.has(each)).map((each) => `the rules for Terraform lack ${each}`),
    ...[...ours].filter((each) => !judged.has(each)).map((each) => `cdk-nag judges nothing by ${each}`),
  ];
}

/** Types that nobody has looked at, about which a rule may be; and those that are looked at for nothing. */
export function unknownTypes(configurations: readonly Configuration[]): string[] {
  const known = new Set([...securityRules.map(({ type }) => type), ...unjudgedTypes]);
  const rendered = new Set(configurations.flatMap((each) => resourcesIn(each).map(({ type }) => type)));
  return [
    ...[...rendered]
      .filter((type) => !known.has(type))
      .map((type) => `${type} is judged by no rule, nor known to need none`),
    ...[...known].filter((type) => !rendered.has(type)).map((type) => `${type} is rendered nowhere`),
  ];
}

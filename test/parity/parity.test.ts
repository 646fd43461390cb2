import { describe, expect, test } from '@jest/globals';
import type { Engine } from '../../architectures/engines';
import { planArchitecture, type Plan, type Request } from '../../architectures/sizing';
import { brokenTemplate, brokenTerraform } from './broken';
import type { Fact, Facts } from './facts';
import { mistakes } from './mistakes';
import { factsOfPlan } from './of-plan';
import { factsOfTemplate } from './of-template';
import { factsOfTerraform } from './of-terraform';
import { outputNames, templateOf, terraformOf } from './rendered';

const planOf = (request: Partial<Request>): Plan =>
  planArchitecture({ concurrentUsers: '15k', domainName: 'chat.example.com', ...request });

/** Together they have every component, both front ends, both listeners, mail, and one node as well as many. */
const requests: readonly (readonly [name: string, request: Partial<Request>])[] = [
  ['15k', {}],
  ['200k behind an application load balancer', { concurrentUsers: '200k', proxy: 'alb', availability: 'as-published' }],
  ['200 on one node, http', { concurrentUsers: '200', listener: 'http' }],
  [
    '1k without a way out',
    { concurrentUsers: '1k', exposure: 'private', egress: 'none', mirror: 's3://mirror/mattermost' },
  ],
  ['1k, private, with mail', { concurrentUsers: '1k', exposure: 'private', smtp: 'smtp://mail.example.com:587' }],
];

describe.each(requests)('%s', (_, request) => {
  const plan = planOf(request);

  test('is in the template what it is in the plan', () => {
    expect(factsOfTemplate(templateOf(plan))).toEqual(factsOfPlan(plan, 'cdk'));
  });

  test('is in the Terraform configuration what it is in the plan', () => {
    expect(factsOfTerraform(terraformOf(plan))).toEqual(factsOfPlan(plan, 'cdktf'));
  });
});

test('outputs have the same names', () => {
  const plan = planOf({ smtp: 'smtp://mail.example.com:587', alarmEmail: 'ops@example.com' });
  expect(outputNames.cdktf(plan)).toEqual(outputNames.cdk(plan));
});

type Inside = Readonly<Record<string, Fact>>;
const isInside = (fact: Fact): fact is Inside => typeof fact === 'object' && !Array.isArray(fact);

const factAt = (facts: Facts, path: string): Fact =>
  path.split('.').reduce<Fact>((inside, key) => (isInside(inside) ? inside[key] : undefined), facts);

/** Paths of all facts; a list is one. */
const factPaths = (facts: Facts, above = ''): string[] =>
  Object.entries(facts).flatMap(([name, fact]) =>
    isInside(fact) ? factPaths(fact, `${above}${name}.`) : fact === undefined ? [] : [`${above}${name}`],
  );

/** With every component, so that it has every fact. */
const everything = planOf({ concurrentUsers: '200k' });
const promised = (engine: Engine): Facts => factsOfPlan(everything, engine);

describe('a mistake in the CloudFormation template', () => {
  const sound = templateOf(everything);

  test('is in no sound one', () => {
    expect(factsOfTemplate(sound)).toEqual(promised('cdk'));
  });

  test.each(mistakes.map(({ fact, cdk }) => [fact, cdk] as const))('is seen at %s: %j', (fact, wrong) => {
    expect(factAt(factsOfTemplate(brokenTemplate(sound, wrong)), fact)).not.toEqual(factAt(promised('cdk'), fact));
  });
});

describe('a mistake in the Terraform configuration', () => {
  const sound = terraformOf(everything);

  test('is in no sound one', () => {
    expect(factsOfTerraform(sound)).toEqual(promised('cdktf'));
  });

  test.each(mistakes.map(({ fact, cdktf }) => [fact, cdktf] as const))('is seen at %s: %j', (fact, wrong) => {
    expect(factAt(factsOfTerraform(brokenTerraform(sound, wrong)), fact)).not.toEqual(factAt(promised('cdktf'), fact));
  });
});

describe('every fact', () => {
  /** Alarms have the same facts, so that one stands for all. */
  const kindOf = (fact: string): string => fact.replace(/^alarms\.\w+/, 'alarms.*');
  const broken = new Set(mistakes.map(({ fact }) => kindOf(fact)));

  test.each(['cdk', 'cdktf'] as const)('of %s is broken by a mistake', (engine) => {
    expect(factPaths(promised(engine)).filter((fact) => !broken.has(kindOf(fact)))).toEqual([]);
  });

  test('fails to be one where a mistake is about nothing that a plan promises', () => {
    const wrong = mistakes.filter(({ fact }) => factAt(promised('cdk'), fact) === undefined);
    expect(wrong).toEqual([]);
  });
});

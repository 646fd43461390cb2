import { describe, expect, test } from '@jest/globals';
import { cases } from '../../bin/cases';
import { expectGolden } from '../golden';
import { planOf, stackTemplate, type Resources } from './templates';

describe.each(cases)('$name', ({ name, request }) => {
  const { Resources: resources } = stackTemplate({ plan: planOf({ ...request, id: 'mattermost' }) }).template as {
    Resources: Resources;
  };
  const types = Object.values(resources).map(({ Type }) => Type);

  test('has the logical ids that it had: a changed line replaces a resource of somebody', () => {
    const lines = Object.entries(resources).map(([id, { Type }]) => `${id} ${Type}`);
    expectGolden(`ids/${name}.txt`, `${lines.sort().join('\n')}\n`);
  });

  test('has no Lambda, no custom resource and under 500 resources', () => {
    const customised = /^Custom::|^AWS::CloudFormation::CustomResource|^AWS::Lambda/;
    expect(types.filter((type) => customised.test(type))).toEqual([]);
    expect(types.length).toBeLessThan(500);
  });
});

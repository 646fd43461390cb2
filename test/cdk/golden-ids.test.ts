import { describe, test } from '@jest/globals';
import { cases } from '../../bin/cases';
import { expectGolden } from '../golden';
import { planOf, stackTemplate } from './templates';

describe('golden logical ids: a changed line replaces a resource of somebody', () => {
  test.each(cases.map((each) => [each.name, each] as const))('%s', (name, { request }) => {
    const { Resources } = stackTemplate({ plan: planOf({ ...request, id: 'mattermost' }) }).template as {
      Resources: Record<string, { Type: string }>;
    };
    const lines = Object.entries(Resources).map(([id, { Type }]) => `${id} ${Type}`);
    expectGolden(`ids/${name}.txt`, `${lines.sort().join('\n')}\n`);
  });
});

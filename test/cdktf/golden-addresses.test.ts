import { describe, test } from '@jest/globals';
import { cases } from '../../bin/cases';
import { expectGolden } from '../golden';
import { addressesIn, brought, configurationOf, planOf } from './configuration';

describe('golden addresses: a changed line replaces a resource of somebody', () => {
  test.each(cases.map((each) => [each.name, each] as const))('%s', (name, { request }) => {
    const addresses = addressesIn(configurationOf({ plan: planOf({ ...request, id: 'mattermost' }), ...brought }));
    expectGolden(`addresses/${name}.txt`, `${addresses.join('\n')}\n`);
  });
});

import { deployed, nothing } from '../fixtures';
import type { Case } from './case';

export const accountCases: readonly Case[] = [
  ['account', 'credentials', { identity: { Account: '123456789012' } }, 'fine', /^123456789012$/],

  ['parameters', 'an empty folder', { parameters: nothing }, 'fine', /nothing/],
  ['parameters', 'a deployment', { parameters: deployed }, 'note', /1 parameter .*updates it; .*--id/],
];

import { describe, expect, test } from '@jest/globals';
import { checks } from '../../../bin/commands/preflight/checks';
import { covers } from '../../../bin/commands/preflight/given';
import { accountCases } from './cases/account';
import { givenCases } from './cases/given';
import { offerCases } from './cases/offers';
import { quotaCases } from './cases/quotas';
import { roleCases } from './cases/roles';
import { subjectOf } from './fixtures';

const cases = [...accountCases, ...quotaCases, ...offerCases, ...roleCases, ...givenCases];

describe('a judge', () => {
  test.each(cases)('of %s that finds %s', (id, _, answers, verdict, says, subject = subjectOf()) => {
    const check = checks.find((each) => each.id === id)!;
    const finding = check.judge(answers, subject);
    const said = [finding.found, finding.todo, ...(finding.commands ?? []).map((words) => words.join(' '))];
    expect({ verdict: finding.verdict, said: said.filter(Boolean).join(' ') }).toEqual({
      verdict,
      said: expect.stringMatching(says),
    });
  });

  test('is there for every check, with a case that passes and, where one can, one that does not', () => {
    const verdictsOf = (id: string) => cases.filter(([each]) => each === id).map(([, , , verdict]) => verdict);
    for (const { id } of checks) {
      expect(verdictsOf(id)).toContain('fine');
      if (id !== 'account') expect(verdictsOf(id).some((verdict) => verdict !== 'fine')).toBe(true);
    }
  });

  test.each([
    ['chat.example.com', 'chat.example.com', true],
    ['CHAT.example.com', 'chat.Example.com', true],
    ['*.example.com', 'chat.example.com', true],
    ['*.example.com', 'a.chat.example.com', false],
    ['*.example.com', 'example.com', false],
    ['chat.*.com', 'chat.example.com', false],
    ['*.com', 'chat.example.com', false],
  ])('knows whether a certificate of %s is one of %s', (pattern, host, expected) => {
    expect(covers(pattern, host)).toBe(expected);
  });
});

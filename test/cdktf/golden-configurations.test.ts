import { describe, test } from '@jest/globals';
import type { Request } from '../../architectures/sizing';
import { digest, expectGolden, normalised } from '../golden';
import { arn, brought, configurationOf, planOf } from './configuration';

/** Bytes that a whole configuration may have. */
const budget = 200_000;

/** One that most people apply, and one with every component. */
const configurations: Readonly<Record<string, Partial<Request>>> = {
  '15k': {},
  '200k': { concurrentUsers: '200k', smtp: 'smtps://mail.example.com:465', alarmEmail: 'operators@example.com' },
};

const parsed = (text: unknown): unknown => JSON.parse(text as string);
/** Policies and a dashboard are JSON in texts: they are read as what they say. */
const rendered = {
  user_data: (text: unknown) => digest(text as string),
  access_policies: parsed,
  assume_role_policy: parsed,
  dashboard_body: parsed,
  policy: parsed,
};

describe('golden configurations: what nobody thought of asserting', () => {
  test.each(Object.entries(configurations))('%s', (name, request) => {
    const mail = request.smtp && arn('secretsmanager', 'secret:mail-AbCdEf');
    const configuration = configurationOf({
      ...brought,
      plan: planOf(request),
      existing: { ...brought.existing, mail },
    });
    expectGolden(
      `configurations/${name}.json`,
      `${JSON.stringify(normalised(configuration, rendered), null, 1)}\n`,
      budget,
    );
  });
});

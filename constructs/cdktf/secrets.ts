import type { SecretsmanagerSecretConfig } from '@cdktf/provider-aws/lib/secretsmanager-secret';
import { Construct } from 'constructs';
import type { SecretsSpec } from '../spec';
import type { Offers } from './offers';
import { GeneratedLogin } from './private/generated-login';

export interface SecretsConfig {
  readonly spec: SecretsSpec;
  /** ARN of a secret that holds the licence as its whole text. @default - none: the server runs as the free edition */
  readonly licence?: string;
  /** ARN of a secret with `username` and `password` of the mail server. @default - none */
  readonly mail?: string;
  /** @default - the key that AWS manages */
  readonly kmsKeyArn?: string;
  /** Deletes the administrator's password at once. @default false: it can be restored for 30 days */
  readonly ephemeral?: boolean;
  readonly overrides?: { administrator?: (config: SecretsmanagerSecretConfig) => SecretsmanagerSecretConfig };
}

/**
 * The first administrator's generated login, beside the secrets that a customer brings: nodes boot in the same apply, so a
 * place that is filled afterwards would be too late. Names are generated: a half-deleted secret never blocks the next apply.
 *
 * Units: `spec.administrator.passwordLength` characters.
 * On destroy: the administrator's login can be restored for 30 days, because the account lives on in the database's snapshot.
 * Errors: none of its own.
 * Sources: in the plan, `mattermost-arch explain SIZE secrets`.
 */
export class Secrets extends Construct implements Offers<'secrets'> {
  readonly administrator: GeneratedLogin;
  readonly late: Offers<'secrets'>['late'];
  readonly arns: Offers<'secrets'>['arns'];

  constructor(scope: Construct, id: string, { spec, licence, mail, kmsKeyArn, ephemeral, overrides }: SecretsConfig) {
    super(scope, id);
    const administrator: SecretsmanagerSecretConfig = {
      namePrefix: 'mattermost-administrator-',
      description: 'Login of the first Mattermost administrator',
      kmsKeyId: kmsKeyArn,
      recoveryWindowInDays: ephemeral ? 0 : 30,
    };
    this.administrator = new GeneratedLogin(this, 'Administrator', {
      login: spec.administrator,
      secret: overrides?.administrator?.(administrator) ?? administrator,
      // The account has it from the first boot on: another one here would not be that of the account.
      passwordVersion: 1,
    });
    const { arn } = this.administrator.secret;
    this.late = { administrator: arn, ...(licence && { licence }), ...(mail && { mail }) };
    this.arns = this.late;
  }
}

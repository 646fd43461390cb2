import { RemovalPolicy } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { SecretsSpec } from '../spec';
import type { Offers } from './offers';
import { generatedLogin } from './private/generated-login';
import { grantableArn } from './private/grantable-arn';

export interface SecretsProps {
  readonly spec: SecretsSpec;
  /** Holds the licence as its whole text. @default - none: the server runs as the free edition */
  readonly licence?: secretsmanager.ISecret;
  /** Holds `username` and `password` of the mail server. @default - none */
  readonly mail?: secretsmanager.ISecret;
  /** @default - the key that AWS manages */
  readonly encryptionKey?: kms.IKey;
  /** Deletes the administrator's password with the stack. @default false */
  readonly ephemeral?: boolean;
  readonly overrides?: {
    administrator?: (props: secretsmanager.SecretProps) => secretsmanager.SecretProps;
  };
}

/**
 * The first administrator's generated login, beside the secrets that a customer brings: nodes boot in the same deployment,
 * so a place that is filled afterwards would be too late. Names are generated: a kept or half-deleted secret never blocks
 * the next deployment.
 *
 * Units: `spec.administrator.passwordLength` characters.
 * On delete: the administrator's login stays, because the account lives on in the database's snapshot.
 * Errors: none of its own.
 * Sources: in the plan, `mattermost-arch explain SIZE secrets`.
 */
export class Secrets extends Construct implements Offers<'secrets'> {
  readonly administrator: secretsmanager.Secret;
  readonly licence?: secretsmanager.ISecret;
  readonly mail?: secretsmanager.ISecret;
  readonly late: Offers<'secrets'>['late'];
  readonly arns: Offers<'secrets'>['arns'];

  constructor(
    scope: Construct,
    id: string,
    { spec, licence, mail, encryptionKey, ephemeral, overrides }: SecretsProps,
  ) {
    super(scope, id);
    const administrator = generatedLogin(spec.administrator, {
      description: 'Login of the first Mattermost administrator',
      encryptionKey,
      removalPolicy: ephemeral ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    this.administrator = new secretsmanager.Secret(
      this,
      'Administrator',
      overrides?.administrator?.(administrator) ?? administrator,
    );
    this.licence = licence;
    this.mail = mail;
    this.late = {
      administrator: this.administrator.secretArn,
      ...(licence && { licence: licence.secretArn }),
      ...(mail && { mail: mail.secretArn }),
    };
    this.arns = {
      administrator: this.administrator.secretArn,
      ...(licence && { licence: grantableArn(licence) }),
      ...(mail && { mail: grantableArn(mail) }),
    };
  }
}

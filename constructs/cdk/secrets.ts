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
  /** Holds the licence as its whole text. @default - a secret without a value, to be filled before the first node starts */
  readonly licence?: secretsmanager.ISecret;
  /** @default - the key that AWS manages */
  readonly encryptionKey?: kms.IKey;
  /** Deletes the administrator's password with the stack. @default false */
  readonly ephemeral?: boolean;
  readonly overrides?: {
    administrator?: (props: secretsmanager.SecretProps) => secretsmanager.SecretProps;
    licence?: (props: secretsmanager.CfnSecretProps) => secretsmanager.CfnSecretProps;
  };
}

/**
 * The first administrator's generated login, and the place of the licence. Names are generated: a kept or half-deleted
 * secret never blocks the next deployment.
 *
 * Units: `spec.administrator.passwordLength` characters.
 * On delete: the administrator's login stays, because the account lives on in the database's snapshot; the licence goes.
 * Errors: none of its own.
 * Sources: in the plan, `mattermost-arch explain SIZE secrets`.
 */
export class Secrets extends Construct implements Offers<'secrets'> {
  readonly administrator: secretsmanager.Secret;
  readonly licence: secretsmanager.ISecret;
  readonly late: Offers<'secrets'>['late'];
  readonly arns: Offers<'secrets'>['arns'];

  constructor(scope: Construct, id: string, { spec, licence, encryptionKey, ephemeral, overrides }: SecretsProps) {
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
    this.licence = licence ?? this.emptyLicence(encryptionKey, overrides?.licence);
    this.late = { administrator: this.administrator.secretArn, licence: this.licence.secretArn };
    this.arns = { administrator: this.administrator.secretArn, licence: grantableArn(this.licence) };
  }

  /** The L2 always generates a value, and a generated licence starts a server that is unlicensed without a word. */
  private emptyLicence(
    encryptionKey: kms.IKey | undefined,
    override: ((props: secretsmanager.CfnSecretProps) => secretsmanager.CfnSecretProps) | undefined,
  ): secretsmanager.ISecret {
    const props: secretsmanager.CfnSecretProps = {
      description: 'Mattermost licence: put its text here',
      ...(encryptionKey && { kmsKeyId: encryptionKey.keyArn }),
    };
    const secret = new secretsmanager.CfnSecret(this, 'Licence', override?.(props) ?? props);
    return secretsmanager.Secret.fromSecretAttributes(this, 'LicenceSecret', {
      secretCompleteArn: secret.ref,
      encryptionKey,
    });
  }
}

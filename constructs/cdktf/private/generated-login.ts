import { SecretsmanagerSecret, type SecretsmanagerSecretConfig } from '@cdktf/provider-aws/lib/secretsmanager-secret';
import { SecretsmanagerSecretVersion } from '@cdktf/provider-aws/lib/secretsmanager-secret-version';
import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import type { LoginSpec } from '../../spec';

export interface GeneratedLoginConfig {
  readonly login: LoginSpec;
  readonly secret: SecretsmanagerSecretConfig;
  /** Raise it to have another password: nothing else makes Terraform write one again. */
  readonly passwordVersion: number;
}

/**
 * A secret with `username` and a generated `password`, which is in no state, plan or log: an ephemeral value goes into a
 * write-only argument. What needs the password reads it back from the secret, by `storedPassword`: each plan and each
 * apply opens another random one, so that two uses of it would differ after an apply that stops half-way, without any trace.
 */
export class GeneratedLogin extends Construct {
  readonly secret: SecretsmanagerSecret;
  readonly #version: SecretsmanagerSecretVersion;

  constructor(scope: Construct, id: string, { login, secret, passwordVersion }: GeneratedLoginConfig) {
    super(scope, id);
    this.secret = new SecretsmanagerSecret(this, 'Secret', secret);
    const random = this.ephemeral('aws_secretsmanager_random_password', 'random', {
      password_length: login.passwordLength,
      exclude_characters: login.excludedCharacters,
    });
    this.#version = new SecretsmanagerSecretVersion(this, 'Version', {
      secretId: this.secret.id,
      secretStringWo: `\${jsonencode({ username = "${login.username}", password = ${random}.random_password })}`,
      secretStringWoVersion: passwordVersion,
    });
  }

  /** For a write-only argument: the password that is stored. */
  storedPassword(): string {
    const stored = this.ephemeral('aws_secretsmanager_secret_version', 'stored', {
      secret_id: this.#version.secretId,
      version_id: this.#version.versionId,
    });
    return `\${jsondecode(${stored}.secret_string)["password"]}`;
  }

  /** cdktf has no class for ephemeral resources. @returns its address */
  private ephemeral(type: string, name: string, config: Readonly<Record<string, unknown>>): string {
    const stack = TerraformStack.of(this);
    const id = `${stack.getLogicalId(this.secret)}_${name}`;
    stack.addOverride(`ephemeral.${type}.${id}`, config);
    return `ephemeral.${type}.${id}`;
  }
}

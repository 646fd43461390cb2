/** The working folder of somebody who exports a size and applies it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { planArchitecture, type Plan, type Request, type SizeName } from '../../../architectures/sizing';
import { exportTo } from '../../terraform/exported';
import { Terraform } from '../../terraform/terraform';
import { awsEnvironment, folder, region } from '../environment';
import type { Stage } from './stage';

export const domain = 'chat.example.com';

/** What a request can ask for and Terraform can apply here: the provider waits ten minutes for a search domain. */
const requestOf = (size: SizeName): Request => ({
  concurrentUsers: size,
  search: 'database',
  cache: 'redis',
  domainName: domain,
  smtp: 'smtp://mail.example.com:587',
  mailFrom: 'chat@example.com',
  alarmEmail: 'operators@example.com',
});

export class Deployment {
  readonly terraform: Terraform;
  readonly #stage: Stage;
  readonly #flags = ['--ephemeral', '--hosted-zone', '--kms-key'];
  #request: Request;
  #passwordVersion = 1;

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#request = requestOf(stage.size);
    const env = {
      ...awsEnvironment(stage.emulator.port),
      ...stage.outside.environment,
      // a connection may break under twenty callers; by default the provider tries 25 times
      AWS_MAX_ATTEMPTS: '5',
      // settings of the caller, such as mirrors of providers, are not asked
      TF_CLI_CONFIG_FILE: join(folder, 'empty'),
    };
    const name = join(folder, `${stage.size}-terraform`);
    this.terraform = new Terraform(name, env, `${name}.log`);
  }

  get folder(): string {
    return this.terraform.folder;
  }

  get plan(): Plan {
    return planArchitecture(this.#request);
  }

  /** Exports the request, with what is given in the place of what was asked before. */
  async export(change: Partial<Request> = {}): Promise<void> {
    this.#request = { ...this.#request, ...change };
    await exportTo(this.folder, { request: this.#request, flags: this.#flags });
    this.writeVariables();
  }

  /** From now on the state is in the customer's bucket. */
  async exportWithState(): Promise<void> {
    this.#flags.push('--state-bucket', this.#stage.customer.stateBucket, '--state-region', region);
    await this.export();
    await this.terraform.init(this.#stage.pluginDir, '-migrate-state', '-force-copy');
  }

  rotatePassword(): void {
    this.#passwordVersion++;
    this.writeVariables();
  }

  private writeVariables(): void {
    const { licenceSecretArn, mailSecretArn, hostedZoneId, kmsKeyArn } = this.#stage.customer;
    const values = {
      region,
      licence_secret_arn: licenceSecretArn,
      mail_secret_arn: mailSecretArn,
      hosted_zone_id: hostedZoneId,
      kms_key_arn: kmsKeyArn,
      database_password_version: this.#passwordVersion,
    };
    writeFileSync(join(this.folder, 'terraform.tfvars.json'), JSON.stringify(values));
  }
}

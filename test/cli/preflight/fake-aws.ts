import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import {
  certificateOf,
  nothing,
  noSubnets,
  offered,
  orderable,
  quota,
  running,
  some,
  zoneNames,
  zones,
} from './fixtures';

/** Nothing is in the way. */
export const answers = {
  'sts.get-caller-identity': { Account: '123456789012' },
  'ssm.describe-parameters': nothing,
  'service-quotas.get-service-quota': quota(64),
  'ec2.describe-instances': [running('m5.large', 1)],
  'ec2.describe-addresses': { Addresses: [] },
  'ec2.describe-nat-gateways': { NatGateways: [] },
  'ec2.describe-availability-zones': zones,
  'ec2.describe-subnets': noSubnets,
  'ec2.describe-vpcs': { Vpcs: some(1) },
  'ec2.describe-instance-type-offerings': offered(...zoneNames),
  'ssm.get-parameters': { Parameters: some(1), InvalidParameters: [] },
  'rds.describe-orderable-db-instance-options': orderable(...zoneNames),
  'opensearch.list-instance-type-details': { InstanceTypeDetails: some(1) },
  'iam.get-role': { Role: { RoleName: 'AWSServiceRole' } },
  'acm.describe-certificate': certificateOf('ISSUED', 'chat.example.com'),
  'secretsmanager.describe-secret': { VersionIdsToStages: { v: ['AWSCURRENT'] } },
};

/** How AWS words it. */
export const refusal = (code: string) =>
  `An error occurred (${code}) when calling the X operation: arn:aws:iam::1:user/me`;

/** A program `aws` before all others in PATH. It answers from the files of its folder, and writes down what it was asked. */
export class FakeAws {
  folder = '';
  readonly #path = process.env.PATH!;

  /** Begins anew: asked nothing yet, and nothing is in the way. */
  install(): void {
    this.folder = mkdtempSync(join(tmpdir(), 'mattermost-arch-'));
    mkdirSync(join(this.folder, 'bin'));
    this.script(
      `printf '%s|' "$@" >> '${this.#log}'; echo >> '${this.#log}'`,
      `test -f '${this.folder}'/"$1.$2.json" && exec cat '${this.folder}'/"$1.$2.json"`,
      `cat '${this.folder}'/"$1.$2.error" >&2; exit 254`,
    );
    for (const [call, json] of Object.entries(answers)) this.answer(call, json);
    process.env.PATH = [join(this.folder, 'bin'), this.#path].join(delimiter);
  }

  /** The command lines that it was given, word by word. */
  asked(): readonly string[] {
    return existsSync(this.#log) ? readFileSync(this.#log, 'utf8').trim().split('\n') : [];
  }

  answer(call: string, json: unknown): void {
    this.print(call, JSON.stringify(json));
  }

  /** Answers a call with a text, which may be none that is understood. */
  print(call: string, text: string): void {
    writeFileSync(join(this.folder, `${call}.json`), text);
  }

  refuse(call: string, text: string): void {
    rmSync(join(this.folder, `${call}.json`), { force: true });
    writeFileSync(join(this.folder, `${call}.error`), `\n${text}\n`);
  }

  /** Puts other lines of shell in its place. */
  script(...lines: readonly string[]): void {
    const file = join(this.folder, 'bin', 'aws');
    writeFileSync(file, ['#!/bin/sh', ...lines, ''].join('\n'));
    chmodSync(file, 0o755);
  }

  /** From now on there is no program `aws`. */
  hide(): void {
    process.env.PATH = this.folder;
  }

  remove(): void {
    process.env.PATH = this.#path;
    rmSync(this.folder, { recursive: true });
  }

  get #log(): string {
    return join(this.folder, 'calls');
  }
}

/** Mock providers know no ephemeral resources in Terraform 1.11: what they give is put in their place. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationIn } from './exported';

/** Expressions of what an attribute of an ephemeral resource would be, by `TYPE.ATTRIBUTE`. */
const given: Readonly<Record<string, string>> = {
  'aws_secretsmanager_random_password.random_password': '"not random"',
  'aws_secretsmanager_secret_version.secret_string': 'jsonencode({ username = "name", password = "not random" })',
};

/** Takes the ephemeral resources out of the configuration in a folder; fails if there is none. */
export function takeOutEphemeral(folder: string): void {
  let taken = 0;
  for (const name of configurationIn(folder)) {
    const file = join(folder, name);
    const { ephemeral, ...rest } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    if (ephemeral) taken++;
    writeFileSync(file, JSON.stringify(inPlace(rest), undefined, 2));
  }
  if (taken === 0) throw new Error(`no ephemeral resource in ${folder}: this copy is not needed any more`);
}

function inPlace(value: unknown): unknown {
  if (typeof value === 'string') {
    return value.replace(/\bephemeral\.(\w+)\.[\w-]+\.(\w+)/g, (reference, type: string, attribute: string) => {
      const expression = given[`${type}.${attribute}`];
      if (expression === undefined) throw new Error(`what to put in the place of ${reference} is not known`);
      return expression;
    });
  }
  if (Array.isArray(value)) return value.map(inPlace);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, its]) => [key, inPlace(its)]));
}

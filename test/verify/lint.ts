import { dirname } from 'node:path';
import { ending, runCommand } from '../emulator/command';
import { pathOf } from '../installed';
import type { Synthesised } from './stacks';

/** What cfn-lint says of a template. */
export interface Remark {
  readonly level: 'Error' | 'Warning' | 'Informational';
  readonly id: string;
  readonly message: string;
  /** The subject of the template. */
  readonly name: string;
}

interface Match {
  readonly Filename: string;
  readonly Level: Remark['level'];
  readonly Message: string;
  readonly Rule: { readonly Id: string };
}

type Linted = Pick<Synthesised, 'name' | 'file' | 'plan'>;

/** Two processes, as many as cores that are counted on; the order of the remarks is that of the templates. */
const lanes = 2;

/** Lints templates by the schemas of their regions. cfn-lint spends seconds on its start, so it is given many at once. */
export async function lint(templates: readonly Linted[]): Promise<Remark[]> {
  const batches = [...new Set(templates.map(regionOf))].flatMap((region) => {
    const its = templates.filter((template) => regionOf(template) === region);
    return Array.from({ length: lanes }, (_, lane) => its.filter((__, i) => i % lanes === lane))
      .filter((batch) => batch.length > 0)
      .map((batch) => ({ region, batch }));
  });
  const remarks: Remark[] = [];
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (let next = batches.shift(); next; next = batches.shift())
        remarks.push(...(await run(next.region, next.batch)));
    }),
  );
  return remarks;
}

/** Where a region is named; else the one that cfn-lint takes by itself. */
const regionOf = ({ plan }: Linted): string => plan.request.region ?? 'us-east-1';

async function run(region: string, batch: readonly Linted[]): Promise<Remark[]> {
  const names = new Map(batch.map(({ file, name }) => [file, name]));
  const limitSeconds = 300;
  const outcome = await runCommand({
    file: pathOf('cfn-lint'),
    args: ['--format', 'json', '--non-zero-exit-code', 'none', '--regions', region, '--', ...names.keys()],
    cwd: dirname(batch[0]!.file),
    env: process.env as Readonly<Record<string, string>>,
    limitSeconds,
  });
  if (outcome.code !== 0) throw new Error(`cfn-lint: ${ending(outcome, limitSeconds)}`);
  return (JSON.parse(outcome.stdout) as readonly Match[]).map(({ Filename, Level, Message, Rule }) => ({
    level: Level,
    id: Rule.Id,
    message: Message,
    name: names.get(Filename) ?? Filename,
  }));
}

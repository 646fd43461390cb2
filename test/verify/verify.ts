/**
 * The long proofs: every architecture is synthesised and judged by CloudFormation's own validator, by cfn-lint, by cdk-nag and
 * by what no template may hold.
 *
 * usage: node -r ts-node/register test/verify/verify.ts
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isInstalled, programs } from '../installed';
import { acknowledged } from './acknowledged';
import { lint } from './lint';
import { findingsIn, judge } from './nag';
import { subjects, synthesise, type Synthesised } from './stacks';
import { templateRules } from './template-rules';

interface Verdict {
  readonly problems: readonly string[];
  readonly note?: string;
}
interface Proof {
  readonly name: string;
  /** What is missing to run it, and how to get it. */
  readonly lacks?: () => string | undefined;
  readonly judge: () => Verdict | Promise<Verdict>;
}

// Read whenever an app is synthesised.
process.env.CDK_VALIDATION = 'true';

const folder = mkdtempSync(join(tmpdir(), 'verify-'));
const templates: Synthesised[] = [];

function synthesiseAll(): Verdict {
  const problems = subjects.flatMap((subject) => {
    try {
      templates.push(synthesise(subject, folder));
      return [];
    } catch (error) {
      return [`${subject.name}: ${error instanceof Error ? error.message : String(error)}`];
    }
  });
  return { problems, note: `${templates.length} templates` };
}

async function lintAll(): Promise<Verdict> {
  const remarks = await lint(templates);
  const errors = remarks.filter(({ level }) => level === 'Error');
  const others = new Map<string, number>();
  for (const { level, id } of remarks) if (level !== 'Error') others.set(id, (others.get(id) ?? 0) + 1);
  return {
    problems: errors.map(({ name, id, message }) => `${name}: ${id} ${message}`),
    note: [...others].map(([id, count]) => `${id} ${count} times`).join(', ') || 'no warning',
  };
}

function nagAll(): Verdict {
  const found = templates.map((template) => ({ ...template, findings: findingsIn(template) }));
  return { problems: judge(found, acknowledged), note: `${acknowledged.length} findings are acknowledged` };
}

const proofs: readonly Proof[] = [
  { name: "every architecture is synthesised and accepted by CloudFormation's validator", judge: synthesiseAll },
  {
    name: 'cfn-lint finds no error',
    lacks: () => (isInstalled('cfn-lint') ? undefined : programs['cfn-lint'].hint),
    judge: lintAll,
  },
  { name: 'cdk-nag finds what is acknowledged, and nothing else', judge: nagAll },
  ...templateRules.map(({ name, problems }) => ({
    name,
    judge: () => ({
      problems: templates.flatMap((template) => problems(template).map((problem) => `${template.name}: ${problem}`)),
    }),
  })),
];

/** Of one proof: the same is often wrong with every template. */
const mostProblems = 20;

async function main(): Promise<number> {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { name, lacks, judge: prove } of proofs) {
    const start = performance.now();
    const say = (word: string, more = '') =>
      console.log(`${word.padEnd(8)}${((performance.now() - start) / 1_000).toFixed(1).padStart(6)} s  ${name}${more}`);
    const hint = lacks?.();
    if (hint !== undefined && !process.env.CI) {
      counts.skipped++;
      say('skipped', `: ${hint}`);
      continue;
    }
    const { problems, note }: Verdict = hint ? { problems: [`compulsory in CI: ${hint}`] } : await verdictOf(prove);
    counts[problems.length ? 'failed' : 'passed']++;
    say(problems.length ? 'FAILED' : 'ok', note && `: ${note}`);
    for (const problem of problems.slice(0, mostProblems)) console.log(`          ${problem}`);
    if (problems.length > mostProblems) console.log(`          and ${problems.length - mostProblems} more`);
  }
  console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  return counts.failed ? 1 : 0;
}

/** A proof that breaks has failed; the others go on. */
async function verdictOf(prove: Proof['judge']): Promise<Verdict> {
  try {
    return await prove();
  } catch (error) {
    return { problems: [error instanceof Error ? error.message : String(error)] };
  }
}

// What runs is ended with this process.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);

/**
 * The long proofs: every architecture is synthesised and judged by CloudFormation's own validator, by cfn-lint, by cdk-nag and
 * by what no template may hold; then it is rendered for Terraform and judged by the same rules.
 *
 * usage: node -r ts-node/register test/verify/verify.ts
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../../architectures/engines';
import { isInstalled, programs } from '../installed';
import { acknowledged, findingsOf } from './acknowledged';
import { lint } from './lint';
import { differences, judge, nag, type Found } from './nag';
import { subjects, synthesise, type Subject, type Synthesised } from './stacks';
import { templateRules, type Rule } from './template-rules';
import { configure, type Configured } from './terraform/configuration';
import { terraformRules } from './terraform/rules';
import { findingsInTerraform, unknownTypes, unlike } from './terraform/security';
import { endOnSignals, endWith } from '../program';

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
// Engines keep a trace of every token, and to look up its lines in sources takes half of their time.
Object.assign(Error, { prepareStackTrace: undefined });

const folder = mkdtempSync(join(tmpdir(), 'verify-'));
const templates: Synthesised[] = [];
const configurations: Configured[] = [];
/** What was found in each engine, for the proofs that compare. */
const found: Record<Engine, Found[]> = { cdk: [], cdktf: [] };
const judgedByNag = new Set<string>();

function renderAll<T>(render: (subject: Subject) => T, into: T[], what: string): Verdict {
  const problems = subjects.flatMap((subject) => {
    try {
      into.push(render(subject));
      return [];
    } catch (error) {
      return [`${subject.name}: ${error instanceof Error ? error.message : String(error)}`];
    }
  });
  return { problems, note: `${into.length} ${what}` };
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
  for (const template of templates) {
    const { findings, judged } = nag(template);
    found.cdk.push({ ...template, findings });
    for (const each of judged) judgedByNag.add(each);
  }
  return {
    problems: judge(found.cdk, acknowledged, 'cdk'),
    note: `${findingsOf(acknowledged, 'cdk').length} findings are acknowledged`,
  };
}

function nagTerraform(): Verdict {
  for (const each of configurations) found.cdktf.push({ ...each, findings: findingsInTerraform(each.configuration) });
  return {
    problems: judge(found.cdktf, acknowledged, 'cdktf'),
    note: `${findingsOf(acknowledged, 'cdktf').length} findings are acknowledged`,
  };
}

const rulesOver = <J extends { readonly name: string }>(
  rules: readonly Rule<J>[],
  all: readonly J[],
  of = '',
): Proof[] =>
  rules.map(({ name, problems }) => ({
    name: of + name,
    judge: () => ({ problems: all.flatMap((each) => problems(each).map((problem) => `${each.name}: ${problem}`)) }),
  }));

const proofs: readonly Proof[] = [
  {
    name: "every architecture is synthesised and accepted by CloudFormation's validator",
    judge: () => renderAll((subject) => synthesise(subject, folder), templates, 'templates'),
  },
  {
    name: 'cfn-lint finds no error',
    lacks: () => (isInstalled('cfn-lint') ? undefined : programs['cfn-lint'].hint),
    judge: lintAll,
  },
  { name: 'cdk-nag finds what is acknowledged, and nothing else', judge: nagAll },
  ...rulesOver(templateRules, templates),
  {
    name: 'Terraform: every architecture is rendered',
    judge: () => renderAll(configure, configurations, 'configurations'),
  },
  { name: 'Terraform: the rules of cdk-nag find what is acknowledged, and nothing else', judge: nagTerraform },
  {
    name: 'Terraform: every rule that cdk-nag has applied is there, and every type is known to it',
    judge: () => ({
      problems: [...unlike(judgedByNag), ...unknownTypes(configurations.map(({ configuration }) => configuration))],
      note: `${judgedByNag.size} rules`,
    }),
  },
  {
    name: 'Terraform: each architecture has the findings that it has in CDK',
    judge: () => ({ problems: differences(found.cdk, found.cdktf, acknowledged) }),
  },
  ...rulesOver(terraformRules, configurations, 'Terraform: '),
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
endOnSignals();

process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
endWith(main());

#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { PlanError, type Issue } from '../architectures/sizing';
import { addCompare } from './commands/compare';
import { addExplain } from './commands/explain';
import { renderIssues } from './commands/issues';
import { addExport } from './commands/export';
import { addFiles } from './commands/files';
import { addImage } from './commands/image';
import { addList } from './commands/list';
import { addMirror } from './commands/mirror';
import { paintOn, type Paint, type Terminal } from './commands/output';
import { addPlan } from './commands/plan';
import { addPreflight } from './commands/preflight';
import { lineWidth } from './commands/table';

const packageName = 'mattermost-reference-architectures';
const codes = { done: 0, failed: 1, badInput: 2 } as const;

/** The version in the nearest package.json of this package: it lies at another depth once compiled. */
function packageVersion(folder = __dirname): string {
  try {
    const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, string>;
    if (name === packageName && version) return version;
  } catch {
    // no package.json here
  }
  const parent = dirname(folder);
  return parent === folder ? 'unknown' : packageVersion(parent);
}

/** The command line as a program that hands back what it would print, and work that goes beyond an answer. */
function program(
  paint: Paint,
  out: (text: string) => void,
  err: (text: string) => void,
  act: (work: () => boolean) => void,
): Command {
  const root = new Command('mattermost-arch')
    .description('Sized, explained Mattermost architectures for AWS')
    .version(packageVersion(), '-V, --version', 'print the version')
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: out,
      writeErr: err,
      outputError: () => undefined,
      getOutHelpWidth: () => lineWidth,
      getErrHelpWidth: () => lineWidth,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .addHelpText(
      'after',
      '\nExamples:\n  mattermost-arch list\n  mattermost-arch plan 15k\n  mattermost-arch explain 15k database.readers\n  mattermost-arch compare 15k 30k',
    );
  for (const add of [
    addList,
    addPlan,
    addExplain,
    addCompare,
    addPreflight,
    addFiles,
    addImage,
    addMirror,
    addExport,
  ]) {
    add(root, { write: out, paint, act });
  }
  return root;
}

/** What is wrong with a command line; a last flag without its value does not hide what else is wrong. */
function issuesIn(error: unknown, argv: readonly string[]): readonly Issue[] {
  if (error instanceof PlanError) return error.issues;
  if (!(error instanceof CommanderError)) return [];
  const [what = '', ...remarks] = error.message.replace(/^error: /, '').split('\n');
  const issue = { what, todo: [...remarks, "'mattermost-arch --help' lists commands and flags"].join(' ').trim() };
  if (error.code !== 'commander.optionMissingArgument') return [issue];
  const rest = argv.slice(0, -1);
  try {
    const nowhere = () => undefined;
    program(String, nowhere, nowhere, nowhere).parse(rest, { from: 'user' });
    return [issue];
  } catch (another) {
    return [issue, ...issuesIn(another, rest)];
  }
}

/** Runs one command line and hands back its exit code: 0, 1 when it failed, 2 when its input is wrong. */
export function run(argv: readonly string[], { stdout, stderr, env }: Terminal): number {
  const [out, err]: [string[], string[]] = [[], []];
  const put = (to: string[]) => (text: string) => {
    to.push(text);
  };
  const works: (() => boolean)[] = [];
  let well = true;
  try {
    program(paintOn(stdout, env), put(out), put(err), (work) => works.push(work)).parse(argv, { from: 'user' });
    well = works.every((work) => work());
  } catch (error) {
    if (!(error instanceof CommanderError && error.exitCode === 0)) {
      const issues = error instanceof CommanderError && err.length ? [] : issuesIn(error, argv);
      const known = error instanceof CommanderError || error instanceof PlanError;
      stderr.write(
        known
          ? [...err, ...(issues.length ? [renderIssues(issues, paintOn(stderr, env))] : [])].join('')
          : `mattermost-arch failed: ${error instanceof Error ? error.message : String(error)}\n`,
      );
      return known ? codes.badInput : codes.failed;
    }
  }
  stdout.write(out.join(''));
  return well ? codes.done : codes.failed;
}

if (require.main === module) {
  // A reader such as head may go before everything is written; that is no failure.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', ({ code, message }: NodeJS.ErrnoException) => {
      if (code === 'EPIPE') process.exit(codes.done);
      if (stream === process.stdout) process.stderr.write(`mattermost-arch failed: ${message}\n`);
      process.exit(codes.failed);
    });
  }
  process.exitCode = run(process.argv.slice(2), process);
}

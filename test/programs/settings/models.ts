import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { compareVersions } from '../../../architectures/sizing/data/versions';
import { pathOf } from '../../installed';

/**
 * The configuration models, oldest first: by the line of servers that each was published with. For another one copy
 * go.mod, change the version in it and run `go mod tidy -modfile=<the copy>`.
 */
const lines = [
  { line: '11.7', modules: 'go.mod' },
  { line: '11.9', modules: 'server-11.9.mod' },
] as const;

/** No C compiler, no version control, no other modules than the pinned ones. */
const pinned = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly', GOWORK: 'off' };
/** Compiled once and run for milliseconds: without optimisation it is there in two thirds of the time. */
const flags = ['-buildvcs=false', '-gcflags=all=-N -l', '-ldflags=-s -w'];

export interface Problem {
  /** The variables that it is about. */
  readonly env: readonly string[];
  readonly problem: string;
}

export type Environment = Readonly<Record<string, string>>;

export interface Model {
  /** The server whose model it is, as the model says. */
  readonly version: string;
  /** The variables that it knows, with the types of their settings. */
  readonly variables: Environment;
  readonly judge: (environment: Environment) => readonly Problem[];
}

/**
 * Builds the program with each model, modules as pinned.
 * @throws Error with what go said
 */
export const buildModels = (folder: string): readonly Model[] =>
  lines.map(({ line, modules }) => {
    const program = join(folder, `settings-${line}`);
    run(pathOf('go'), ['build', ...flags, `-modfile=${modules}`, '-o', program, '.'], {
      seconds: 120,
      env: { ...pinned, GOTMPDIR: folder },
    });
    const { version, variables } = JSON.parse(run(program, ['-list'])) as Pick<Model, 'version' | 'variables'>;
    if (!version.startsWith(`${line}.`))
      throw new Error(`${modules} brings the model of server ${version}, not ${line}`);
    return { version, variables, judge: (environment) => problemsOf(run(program, [], { input: environment })) };
  });

const problemsOf = (printed: string): readonly Problem[] =>
  printed
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Problem);

interface Options {
  readonly seconds?: number;
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: Environment;
}

/** What a program printed; where it judges, 1 is a status like 0. */
function run(program: string, args: readonly string[], { seconds = 10, env, input }: Options = {}): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: __dirname,
    encoding: 'utf8',
    timeout: seconds * 1000,
    env,
    input: input && JSON.stringify(input),
  });
  if (status === 0 || (input && status === 1)) return stdout;
  const late = error && 'code' in error && error.code === 'ETIMEDOUT';
  const how = late ? `not done after ${seconds} s` : (error?.message ?? `ended with ${status}`);
  throw new Error(`${[program, ...args].join(' ')}: ${how}\n${stderr}`.trim());
}

/** The newest model that is not newer than a server. */
export function modelOf(version: string, models: readonly Model[]): Model {
  const model = models.filter((candidate) => compareVersions(candidate.version, version) <= 0).at(-1);
  if (!model) throw new Error(`no model is old enough for server ${version}`);
  return model;
}

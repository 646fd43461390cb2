import { run } from '../../bin/mattermost-arch';

/** What a command line did. */
export interface Invocation {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Surroundings {
  readonly isTTY?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a command line in this process. */
export function invokeIn({ isTTY = false, env = {} }: Surroundings, ...argv: readonly string[]): Invocation {
  const written = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof written) => ({
    isTTY,
    write: (text: string) => {
      written[name] += text;
    },
  });
  const code = run(argv, { stdout: stream('stdout'), stderr: stream('stderr'), env });
  return { code, ...written };
}

/** The same without a terminal: into a pipe or a file. */
export const invoke = (...argv: readonly string[]): Invocation => invokeIn({}, ...argv);

/** Lines that do not fit 100 columns. */
export const tooLong = (text: string): string[] => text.split('\n').filter((line) => line.length > 100);

/** The names of what is wrong, in the order in which they are told. */
export const problems = ({ stderr }: Invocation): string[] =>
  stderr
    .split('\n\n')
    .slice(1)
    .map((block) => block.split('\n')[0]!);

import { spawnSync } from 'node:child_process';

/** One call of the AWS command line that changes nothing. */
export interface Call {
  readonly service: string;
  readonly operation: `${'describe' | 'get' | 'list'}-${string}`;
  readonly args: readonly string[];
  /** What IAM must allow. @default - nothing: everybody who signs in may call it */
  readonly permission?: string;
  /** Codes of errors by which AWS says that there is no such thing: an answer too. */
  readonly absent?: readonly string[];
  /** Asked where there is no such thing. */
  readonly otherwise?: Call;
}

/** Where a call goes. */
export interface Target {
  readonly region: string;
  readonly profile?: string;
}

/** What AWS says, undefined where there is no such thing; or why it says nothing. */
export type Answer = { readonly json: unknown } | { readonly reason: string; readonly todo: string };

/** The words of a command line with its region and profile. */
export const withTarget = (words: readonly string[], { region, profile }: Target): readonly string[] => [
  ...words,
  '--region',
  region,
  ...(profile === undefined ? [] : ['--profile', profile]),
];

export const wordsOf = ({ service, operation, args }: Call, target: Target): readonly string[] => [
  ...withTarget(['aws', service, operation, ...args], target),
  '--output',
  'json',
];

/** A call and those that are asked in its place. */
export const alternatives = (call: Call): readonly Call[] => [
  call,
  ...(call.otherwise ? alternatives(call.otherwise) : []),
];

function quoted(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (!word.includes("'")) return `'${word}'`;
  return /["$`\\!]/.test(word) ? `'${word.replaceAll("'", String.raw`'\''`)}'` : `"${word}"`;
}

/** A flag and its values, as long as they fit a line together. */
const phrases = (words: readonly string[], columns: number): readonly string[] =>
  words
    .reduce<string[][]>((all, word) => {
      const last = all.at(-1);
      if (last && !word.startsWith('--')) last.push(word);
      else all.push([word]);
      return all;
    }, [])
    .flatMap((phrase) => (phrase.join(' ').length <= columns ? [phrase.join(' ')] : phrase));

const [indent, continuation] = ['  ', ' \\'] as const;

/** A command line as a shell reads it, in lines of at most so many columns where its words allow it. */
export function shellLines(words: readonly string[], columns: number): readonly string[] {
  const room = columns - continuation.length;
  const lines: string[] = [];
  for (const phrase of phrases(words.map(quoted), room - indent.length)) {
    const last = lines.at(-1);
    if (last === undefined) lines.push(phrase);
    else if (last.length + 1 + phrase.length <= room) lines[lines.length - 1] = `${last} ${phrase}`;
    else lines.push(indent + phrase);
  }
  return lines.map((line, i) => (i < lines.length - 1 ? line + continuation : line));
}

export const shellText = (words: readonly string[]): string => words.map(quoted).join(' ');

/** Our choice: the slowest of these calls, thousands of instances in pages, takes seconds. */
const mostMilliseconds = 30_000;
const mostBytes = 64 * 1024 * 1024;

/** Why a call was not answered, by what the command line says about it. */
const failures: readonly (readonly [said: RegExp, what: string, todo: (call: Call) => string])[] = [
  [
    /locate credentials|ExpiredToken|token.*expired|InvalidClientTokenId|UnrecognizedClient|AuthFailure|\bSSO\b|config profile/i,
    'no valid credentials',
    () => 'sign in or name another --profile; a region that the account has not enabled answers the same',
  ],
  [
    /AccessDenied|UnauthorizedOperation|not authorized/i,
    'denied',
    ({ permission }) => `allow ${permission ?? 'the call'}, or let somebody run the command of --list who may`,
  ],
  [/connect|resolve|endpoint/i, 'AWS was not reached', () => 'check the name of the region and the network'],
];
const otherFailure = ['failed', () => 'run the command of --list by hand'] as const;

const codeIn = (stderr: string): string | undefined => /An error occurred \(([\w.]+)\)/.exec(stderr)?.[1];

/** The code of an error, or the last thing that was said: messages with codes name accounts and people. */
const gist = (stderr: string): string => codeIn(stderr) ?? stderr.trim().split('\n').at(-1)!.slice(0, 160);

function run(call: Call, target: Target, milliseconds: number): Answer {
  const [program, ...words] = wordsOf(call, target);
  const { error, status, stdout, stderr } = spawnSync(program!, words, {
    encoding: 'utf8',
    // Nothing asks back, and no pager waits.
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, AWS_PAGER: '', AWS_CLI_AUTO_PROMPT: 'off' },
    timeout: milliseconds,
    killSignal: 'SIGKILL',
    maxBuffer: mostBytes,
  });
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  if (code === 'ENOENT') {
    return {
      reason: `the program 'aws' is not installed`,
      todo: 'install the AWS command line, or run the commands of --list where it is',
    };
  }
  if (code === 'ETIMEDOUT') {
    return { reason: `no answer in ${milliseconds / 1_000} seconds`, todo: 'check the network, then try again' };
  }
  if (error) return { reason: error.message, todo: otherFailure[1]() };
  if (status === 0) {
    try {
      return { json: JSON.parse(stdout) as unknown };
    } catch {
      return { reason: 'the answer is not JSON', todo: otherFailure[1]() };
    }
  }
  if (call.absent?.includes(codeIn(stderr) ?? '')) {
    return call.otherwise ? run(call.otherwise, target, milliseconds) : { json: undefined };
  }
  const [, what, todo] = failures.find(([said]) => said.test(stderr)) ?? [undefined, ...otherFailure];
  return { reason: [what, gist(stderr)].filter(Boolean).join(': '), todo: todo(call) };
}

/** Runs calls, never through a shell, each of them once. */
export function answersFrom(target: Target, milliseconds = mostMilliseconds): (call: Call) => Answer {
  const answers = new Map<string, Answer>();
  return (call) => {
    const key = shellText(wordsOf(call, target));
    const known = answers.get(key) ?? run(call, target, milliseconds);
    answers.set(key, known);
    return known;
  };
}

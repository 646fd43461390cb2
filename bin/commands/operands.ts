import type { Command } from 'commander';
import type { Issue } from '../../architectures/sizing';
import { near } from './near';

/** What a command was given besides its flags, and what it does not know. */
export interface Operands {
  readonly values: readonly string[];
  readonly issues: readonly Issue[];
}

const isFlag = (text: string): boolean => text.length > 1 && text.startsWith('-') && !/^-[\d.]/.test(text);

/** Lets a command collect what it does not know, so that all of it is reported at once with the rest. */
export const collecting = (command: Command): Command => command.allowUnknownOption().allowExcessArguments();

/** Sorts what a collecting command left over. */
export function operandsOf(command: Command): Operands {
  const { args, options, registeredArguments } = command;
  const known = options.map(({ long }) => long ?? '');
  const names = known.map((flag) => flag.replace(/^--/, ''));
  const most = registeredArguments.length;
  const unknown = args.filter(isFlag);
  const values = args.filter((arg) => !isFlag(arg));
  // One operand too many behind an unknown flag is that flag's value.
  const kept =
    values.length > most && unknown.length
      ? args.filter((arg, i) => !isFlag(arg) && !isFlag(args[i - 1] ?? ''))
      : values;
  const help = `'mattermost-arch ${command.name()} --help' lists what it takes`;
  const issues = unknown.map((text): Issue => {
    const name = text.split('=')[0]!;
    if (known.includes(name)) return { what: `'${name}' takes no value`, given: text, todo: `write ${name}` };
    return {
      what: `unknown flag '${name}'`,
      allowed: near(name.replace(/^-+/, ''), names)
        .map((each) => `--${each}`)
        .join(', '),
      todo: help,
    };
  });
  const excess = kept.slice(most).map((text): Issue => ({
    what: `'${command.name()}' was given too much`,
    given: JSON.stringify(text),
    allowed: registeredArguments.map((argument) => argument.name()).join(', ') || 'flags only',
    todo: help,
  }));
  return { values: kept.slice(0, most), issues: [...issues, ...excess] };
}

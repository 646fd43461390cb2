import { Option, type Command } from 'commander';
import {
  PlanError,
  planArchitecture,
  requestFields,
  requestJsonSchema,
  sizeNames,
  type Issue,
  type Plan,
  type Request,
} from '../../architectures/sizing';
import { flagOf } from '../../architectures/command-line';
import { parse } from '../../architectures/sizing/request';
import type { Components, PlanPath, Scalar, ValueAt } from '../../constructs/spec';
import { readRequestFile, type Fields } from './request-file';

type Field = (typeof requestFields)[number];

/** Values of fields as texts: one text for each time that it was given, or whether a switch was thrown. */
export type Texts = Readonly<Partial<Record<Field, readonly string[] | boolean>>>;

/** A request that may still be wrong, and what is already known to be wrong. */
export interface Asked {
  readonly fields: Fields;
  readonly issues: readonly Issue[];
}

type JsonType = 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object';
interface FieldSchema {
  readonly type?: JsonType;
  readonly anyOf?: readonly { readonly type: JsonType; readonly enum?: readonly string[] }[];
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly description?: string;
}
const schemas = requestJsonSchema().properties as Readonly<Record<Field, FieldSchema>>;

type TextLeaf = { [P in PlanPath]: ValueAt<Components, P> extends string ? P : never }[PlanPath];
/** Leaves that hold a text even where it looks like a number, `16.13`. */
const textLeaves = {
  'network.cidr': true,
  'secrets.administrator.username': true,
  'secrets.administrator.excludedCharacters': true,
  'database.engineVersion': true,
  'database.instance': true,
  'database.name': true,
  'database.login.username': true,
  'database.login.excludedCharacters': true,
  'search.engineVersion': true,
  'search.instance': true,
  'search.masters.instance': true,
  'cache.engineVersion': true,
  'cache.instance': true,
  'appFleet.instance': true,
  'appFleet.image': true,
  'appFleet.server.version': true,
  'appFleet.server.sha256': true,
  'appFleet.server.url': true,
  'proxy.instance': true,
  'proxy.image': true,
  'loadBalancer.type': true,
  'loadBalancer.scheme': true,
  'loadBalancer.listener': true,
  'loadBalancer.tlsPolicy': true,
} as const satisfies Readonly<Record<TextLeaf, true>>;

const aNumber = /^-?(0|[1-9]\d*)(\.\d+)?$/;
const numberOrText = (text: string): number | string => (aNumber.test(text) ? Number(text) : text);
const truths: Readonly<Record<string, boolean>> = { true: true, false: false };
const scalar = (text: string): Scalar => (Object.hasOwn(truths, text) ? truths[text]! : numberOrText(text));

/** `database.readers=3,appFleet.nodes=4`: a comma ends a pin only where the next path begins, which has a dot. */
const pinsIn = (text: string): string[] => text.split(/,(?=[A-Za-z]\w*\.[\w.]+=)/);
const pinOf = (text: string): readonly [path: string, value: Scalar] => {
  const at = text.indexOf('=');
  const [path, value] = [text.slice(0, at), text.slice(at + 1)];
  return [path, Object.hasOwn(textLeaves, path) ? value : scalar(value)];
};

interface Reading {
  /** How the flag's value is written in the help. */
  readonly argument: string;
  readonly value: (texts: readonly string[]) => unknown;
  readonly issues?: (texts: readonly string[], flag: string) => Issue[];
}
const last = (texts: readonly string[]): string => texts[texts.length - 1]!;
const aNumberOrText: Reading = { argument: '<number>', value: (texts) => numberOrText(last(texts)) };

/** How the texts of a field become its value, by the first type that the field may have. */
const readings: Readonly<Record<JsonType, Reading>> = {
  string: { argument: '<text>', value: last },
  integer: aNumberOrText,
  number: aNumberOrText,
  boolean: { argument: '', value: (texts) => scalar(last(texts)) },
  array: { argument: '<list>', value: (texts) => texts.flatMap((text) => text.split(',')) },
  object: {
    argument: '<path=value,...>',
    value: (texts) =>
      Object.fromEntries(
        texts
          .flatMap(pinsIn)
          .filter((text) => text.includes('='))
          .map(pinOf),
      ),
    issues: (texts, flag) => {
      const pins = texts.flatMap(pinsIn);
      const pathOf = (text: string) => text.slice(0, text.indexOf('='));
      const without = pins.filter((text) => !text.includes('='));
      const whole = pins.filter((text) => text.includes('='));
      const again = new Set(whole.map(pathOf).filter((path, i, paths) => paths.indexOf(path) < i));
      return [
        ...without.map((text) => ({
          what: `'${flag}' holds no path with a value`,
          given: JSON.stringify(text),
          allowed: 'path=value, separated by commas',
          todo: `write ${flag} database.readers=3,appFleet.nodes=4`,
        })),
        ...[...again].map((path) => ({
          what: `'${flag}' names '${path}' more than once`,
          given: whole.filter((text) => pathOf(text) === path).join(', '),
          allowed: 'one value for each path',
          todo: 'remove all but one',
        })),
      ];
    },
  },
};
const readingOf = ({ type, anyOf }: FieldSchema): Reading => readings[type ?? anyOf?.[0]?.type ?? 'string'];

/** What the help says of a field: what it is, the words that it may hold, its default. */
function descriptionOf({ description = '', enum: words, anyOf, default: byDefault }: FieldSchema): string {
  const choices = words ?? anyOf?.flatMap((each) => each.enum ?? []) ?? [];
  const remarks = [
    choices.length && choices.join(', '),
    ['string', 'number'].includes(typeof byDefault) && `default ${String(byDefault)}`,
  ].filter(Boolean);
  return remarks.length ? `${description} (${remarks.join('; ')})` : description;
}

const collected = (text: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), text];

function optionsOf(field: Field): Option[] {
  const schema = schemas[field];
  const { argument } = readingOf(schema);
  const description = descriptionOf(schema);
  if (argument) return [new Option(`${flagOf(field)} ${argument}`, description).argParser(collected)];
  return [
    new Option(flagOf(field), description),
    new Option(flagOf(field).replace('--', '--no-'), `not ${flagOf(field)}, whatever the file says`),
  ];
}

/** Adds a flag for every field of the request, and one for a file of them. */
export function withRequestFlags(command: Command): Command {
  command.addOption(new Option('--request <file>', 'YAML or JSON file with fields of the request; flags win over it'));
  for (const option of requestFields.flatMap(optionsOf)) command.addOption(option);
  return command;
}

const isMapping = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A size that stands beside the flags and in one of them: which one is meant is not guessed. */
function twoSizes({ concurrentUsers }: Texts, size: string | undefined): Issue[] {
  if (size === undefined || !Array.isArray(concurrentUsers)) return [];
  return [
    {
      what: 'the size is given twice',
      given: `${size} and ${flagOf('concurrentUsers')} ${concurrentUsers.join(` ${flagOf('concurrentUsers')} `)}`,
      allowed: 'one size',
      todo: 'remove one of them',
    },
  ];
}

/**
 * A request from a file's fields, and texts or a size that win over them. Pins are merged by path; a size both by itself
 * and among the texts is an issue.
 */
export function requestOf(file: Fields, texts: Texts, size?: string): Asked {
  const given = Object.entries({ ...texts, ...(size !== undefined && { concurrentUsers: [size] }) }) as [
    Field,
    readonly string[] | boolean,
  ][];
  const fields: Record<string, unknown> = { ...file };
  const issues: Issue[] = twoSizes(texts, size);
  for (const [field, text] of given) {
    const reading = readingOf(schemas[field]);
    const value = typeof text === 'boolean' ? text : reading.value(text);
    const before = fields[field];
    fields[field] = isMapping(value) && isMapping(before) ? { ...before, ...value } : value;
    if (typeof text !== 'boolean') issues.push(...(reading.issues?.(text, flagOf(field)) ?? []));
  }
  return { fields, issues };
}

function textsOf(command: Command): Texts {
  const values = command.opts<Readonly<Record<string, readonly string[] | boolean | undefined>>>();
  return Object.fromEntries(
    requestFields.flatMap((field) => {
      const value = values[optionsOf(field)[0]!.attributeName()];
      return value === undefined ? [] : [[field, value]];
    }),
  );
}

/** What the flags of a command and its file ask for, with a size that wins over the file. */
export const asking = (command: Command): ((size?: string) => Asked) =>
  askingOf(command.opts<{ readonly request?: string }>().request, textsOf(command));

/** What a file and texts that win over it ask for, with a size that wins over the file. The file is read once. */
export function askingOf(path: string | undefined, texts: Texts): (size?: string) => Asked {
  try {
    const file = path === undefined ? {} : readRequestFile(path);
    return (size) => requestOf(file, texts, size);
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    // The size may stand in the file that was not read: the smallest contradicts no other field.
    return (size) => {
      const { fields, issues } = requestOf({ concurrentUsers: sizeNames[0] }, texts, size);
      return { fields, issues: [...error.issues, ...issues] };
    };
  }
}

/** What is wrong with a call, nothing if it succeeds. */
export function issuesOf(call: () => unknown): readonly Issue[] {
  try {
    call();
    return [];
  } catch (error) {
    if (error instanceof PlanError) return error.issues;
    throw error;
  }
}

/**
 * Plans what is asked for.
 * @throws PlanError with the issues of the call and those of the request at once
 */
export function planOf({ fields, issues }: Asked, others: readonly Issue[] = []): Plan {
  const known = [...others, ...issues];
  if (known.length) throw new PlanError([...known, ...issuesOf(() => parse(fields))]);
  return planArchitecture(fields as unknown as Request);
}

import { closeSync, openSync, readSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { PlanError, type Issue } from '../../architectures/sizing';

/** Fields of a request as somebody wrote them, not yet judged. */
export type Fields = Readonly<Record<string, unknown>>;

const mostBytes = 100_000;
/** One mistake early in a file makes many messages. */
const mostMessages = 5;

const allowed = 'a YAML or JSON file of at most 100 kB with fields of the request';
/** What the system says, in words. */
const systemErrors: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'a folder',
  EACCES: 'no permission to read it',
};

const failure = (what: string, given: string, todo: string): PlanError =>
  new PlanError([{ what, given, allowed, todo }]);

/** At most one byte more than allowed, so that a device or a pipe without end is refused too. */
function read(path: string): Buffer {
  const buffer = Buffer.alloc(mostBytes + 1);
  const file = openSync(path, 'r');
  try {
    let length = 0;
    for (let count = -1; count !== 0 && length < buffer.length; length += count) {
      count = readSync(file, buffer, length, buffer.length - length, null);
    }
    return buffer.subarray(0, length);
  } finally {
    closeSync(file);
  }
}

function textIn(path: string): string {
  const name = `the request file '${path}'`;
  let bytes: Buffer;
  try {
    bytes = read(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw failure(`${name} cannot be read`, systemErrors[code ?? ''] ?? message, 'correct the path');
  }
  if (bytes.length > mostBytes) {
    throw failure(`${name} is too large`, 'more than 100 kB', 'write only the fields of the request');
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // not UTF-8: the same as a text with zero bytes
  }
  throw failure(`${name} is not a text`, 'bytes that are not UTF-8', 'save it as UTF-8 text');
}

/**
 * Reads the fields of a request from a YAML or JSON file; the parser of requests judges them.
 * @throws PlanError when the file cannot be read or does not hold fields
 */
export function readRequestFile(path: string): Fields {
  const document = parseDocument(textIn(path), { prettyErrors: true, logLevel: 'silent' });
  const name = `the request file '${path}'`;
  const mistakes: Issue[] = [...document.errors, ...document.warnings].slice(0, mostMessages).map(({ message }) => ({
    what: `${name} is not valid YAML or JSON`,
    given: message.split('\n')[0]!.replace(/:$/, ''),
    allowed,
    todo: 'correct the line',
  }));
  if (mistakes.length) throw new PlanError(mistakes);
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    throw failure(`${name} cannot be read`, (error as Error).message, 'write its values without aliases');
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw failure(
    `${name} holds no fields`,
    Array.isArray(value) ? 'a list' : value === null ? 'nothing' : JSON.stringify(value).slice(0, 100),
    'write one field on each line, such as concurrentUsers: 15k',
  );
}

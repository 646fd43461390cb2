import type { Binding, Ref, Setting, Text } from '../spec';
import { modules } from './aws-client';
import type { BootFile } from './node';

/** A piece of a text: a literal, or the parameter that holds what stands there. */
type Piece =
  | string
  | {
      readonly parameter: Binding['parameter'];
      readonly holds: Binding['holds'];
      readonly key?: string;
      readonly encode?: 'url';
    };

/** Texts by name, with parameters for the late values in them. */
export type TextPlan = Readonly<Record<string, readonly Piece[]>>;

/**
 * Puts the parameters in the place of the names of late values.
 * @throws Error where a text mentions a late value that has no parameter
 */
export function textPlan(texts: Readonly<Record<string, Text>>, bindings: readonly Binding[]): TextPlan {
  const parameterOf = (ref: Ref): Piece => {
    const { binding, ...how } = ref;
    const found = bindings.find(({ name }) => name === binding);
    if (!found) {
      throw new Error(
        `a text mentions '${binding}'; allowed: ${bindings.map(({ name }) => name).join(', ')}; bind it, or leave the text out`,
      );
    }
    return { parameter: found.parameter, holds: found.holds, ...how };
  };
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [
      name,
      text.map((piece) => (typeof piece === 'string' ? piece : parameterOf(piece))),
    ]),
  );
}

/** The environment of the server, for `compose.py` to fill in. */
export const environmentPlan = (settings: readonly Setting[], bindings: readonly Binding[]): TextPlan =>
  textPlan(Object.fromEntries(settings.map(({ env, text }) => [env, text])), bindings);

/**
 * `compose.py`: makes texts of a plan whole and writes them as a systemd `EnvironmentFile`.
 *
 * A list among the pieces repeats the text for each of its elements, joined by a blank; one without elements leaves the
 * text out. A secret without a key is its whole text. Each parameter and each secret is asked for once.
 */
const compose = String.raw`"""Texts with late values in them: parameters and secrets."""
import json
import os
import re
import urllib.parse

import aws


def compose(plan, read=aws.parameters, reveal=aws.secret):
    """Texts by name. Left out are those about a list without elements."""
    late = [piece for text in plan.values() for piece in text if not isinstance(piece, str)]
    held = {piece['parameter']: piece['holds'] for piece in late}
    # Parameter Store keeps no list without elements.
    values = read(held, may_lack={name for name, holds in held.items() if holds == 'list'})
    secrets = {name: reveal(values[name]) for name, holds in held.items() if holds == 'secret'}

    def alternatives(piece):
        if isinstance(piece, str):
            return [piece]
        name, key = piece['parameter'], piece.get('key')
        if piece['holds'] == 'list':
            found = values[name].split(',') if name in values else []
        elif piece['holds'] == 'secret':
            found = [keyed(name, secrets[name], key) if key else secrets[name].strip()]
        else:
            found = [values[name]]
        return [urllib.parse.quote(each, safe='') for each in found] if piece.get('encode') == 'url' else found

    texts = {name: [alternatives(piece) for piece in text] for name, text in plan.items()}
    return {name: ' '.join(map(''.join, each)) for name, text in texts.items() if (each := repeated(text))}


def repeated(pieces):
    """The text once for each element of its list; every other piece has one alternative."""
    count = max(map(len, pieces), default=1) if all(pieces) else 0
    return [[piece[n % len(piece)] for piece in pieces] for n in range(count)]


def keyed(name, secret, key):
    try:
        return json.loads(secret)[key]
    except (ValueError, KeyError, TypeError):
        # Without the cause, which repeats the secret.
        raise aws.AwsError('the secret of parameter %s is no JSON object with %s' % (name, key)) from None


def quoted(value):
    """A value as systemd reads it back: within double quotes these four are escaped, and all else stands for itself."""
    return '"%s"' % re.sub(r'(["\\$\x60])', r'\\\1', value)


def write_environment(path, texts):
    """An EnvironmentFile that only root reads; complete or not there."""
    part = path + '.part'
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 'w') as file:
        os.fchmod(file.fileno(), 0o600)
        file.writelines('%s=%s\n' % (name, quoted(text)) for name, text in texts.items())
    os.replace(part, path)
`;

export const composeFile: BootFile = { path: `${modules}/compose.py`, mode: '0644', text: compose };

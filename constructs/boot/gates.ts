import { modules } from './aws-client';
import type { BootFile } from './node';

/**
 * `gates.py`: what keeps a server from starting. A server that starts all the same would do harm: an older or newer one
 * writes a database that the running ones cannot read, and one whose licence is not enough joins no cluster and loses
 * messages between nodes without a word.
 *
 * A licence is base64 of a JSON text and the 256 bytes of its signature, which only the server can judge. Source:
 * mattermost/server/public/model/license.go.
 */
const gates = String.raw`"""What keeps a server from starting."""
import base64
import binascii
import json
import time

SIGNATURE = 256


class Refused(Exception):
    """Why the server may not start, and what to do."""


def check_version(own, running, upgrade):
    """Nodes of two versions work together within one minor version; 'none' runs before the first node has served."""
    if running == 'none' or upgrade == 'stop':
        return
    (major, minor), (its_major, its_minor) = (map(int, version.split('.')[:2]) for version in (own, running))
    if major != its_major or abs(minor - its_minor) > 1:
        raise Refused(
            'version %s may not join a fleet that runs %s: nodes work together within one minor version; go there '
            'in steps of one minor version, or request upgrade: stop' % (own, running))


def check_licence(text, editions, seats, now=None):
    """Whether a licence is one, is in force, and is enough."""
    licence = decoded(text)
    now = time.time() if now is None else now
    starts, expires = (int(licence.get(key) or 0) / 1000 for key in ('starts_at', 'expires_at'))
    if expires < now:
        raise refused('has expired on %s' % date(expires), 'renew it')
    if starts > now:
        raise refused('starts on %s' % date(starts), 'deploy then, or give the one that is in force')
    edition = licence.get('sku_short_name') or 'none'
    if edition not in editions:
        raise refused('is for the edition %s' % edition, 'give one for %s' % ' or '.join(editions))
    licensed = int((licence.get('features') or {}).get('users') or 0)
    if licensed < seats:
        raise refused('has %d seats and the plan needs %d' % (licensed, seats), 'give one with more, or plan for fewer')


def decoded(text):
    if not text:
        raise refused('is empty', 'put the text of the licence file into it')
    try:
        told = base64.b64decode(text, validate=True).rstrip(b'\0')
        licence = json.loads(told[:-SIGNATURE])
        if len(told) > SIGNATURE and isinstance(licence, dict):
            return licence
    except (binascii.Error, ValueError):
        pass
    raise refused('is no licence', 'put the text of the licence file into it, as it is')


def refused(what, remedy):
    return Refused('the licence in secrets.licence %s: %s' % (what, remedy))


def date(seconds):
    return time.strftime('%Y-%m-%d', time.gmtime(seconds))
`;

export const gatesFile: BootFile = { path: `${modules}/gates.py`, mode: '0644', text: gates };

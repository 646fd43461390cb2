import { ports } from '../spec';
import { modules } from './aws-client';
import type { BootFile } from './node';
import { localSocket } from './unit';

/**
 * `server.py`: what a node asks the Mattermost server that runs on it.
 *
 * Accounts and plugins are reached through the socket of local mode, which asks for no login and which only root and the
 * server may open. `mmctl --local` speaks to the same socket, but takes a password from its arguments only, where every
 * user of the machine can read it. Source: mattermost/server/channels/api4/user_local.go and plugin_local.go.
 */
const server = String.raw`"""The Mattermost server of this node."""
import http.client
import json
import re
import socket
import time
import urllib.parse

# Our choice: a server that is busy answers late, and is not lost.
SECONDS = 30
# Our choice: 30 s, hundreds of times the lag of a reader.
PATIENCE = 30


class Refused(Exception):
    """What the server refused, in its words."""


class Local(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(SECONDS)
        self.sock.connect('${localSocket}')


def local(method, path, body=None):
    """Status and content of an answer of the local API."""
    connection = Local('localhost')
    try:
        connection.request(method, '/api/v4' + path, body and json.dumps(body), {'Content-Type': 'application/json'})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read() or b'{}')
    finally:
        connection.close()


def answers(port, path):
    """What the server says to a GET, None where it says nothing or something other than 200."""
    connection = http.client.HTTPConnection('127.0.0.1', port, timeout=SECONDS)
    try:
        connection.request('GET', path)
        answer = connection.getresponse()
        return answer.read().decode() if answer.status == 200 else None
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def healthy():
    return answers(${ports.mattermost.port}, '/api/v4/system/ping') is not None


def wait(seconds):
    """Until the server answers its own health check."""
    end = time.monotonic() + seconds
    while not healthy():
        if time.monotonic() > end:
            raise TimeoutError('the server does not answer its health check after %d s: see its log' % seconds)
        time.sleep(1)


def withheld(text, secrets):
    """A text without secrets, as they are told, read from a URL or in JSON, and without the login of any URL."""
    for secret in filter(None, secrets):
        plain = urllib.parse.unquote(secret)
        for form in (secret, plain, json.dumps(plain, ensure_ascii=False)[1:-1]):
            text = text.replace(form, '***')
    return re.sub(r'://[^\s"]*@', '://***@', text)


def has_people():
    """Whether anybody has an account. Bots of plugins are accounts too."""
    status, told = local('GET', '/users?per_page=200')
    if status != 200:
        raise Refused('looking for accounts: %s' % told.get('message', status))
    return any(not account.get('is_bot') for account in told)


def there(username):
    status, told = local('GET', '/users/username/' + urllib.parse.quote(username, safe=''))
    if status not in (200, 404):
        raise Refused('looking for %s: %s' % (username, told.get('message', status)))
    return status == 200


def create_administrator(username, password, email):
    """Makes the account of the first administrator. Says whether it was made here."""
    # A mail server that does not answer would hold up the account.
    account = {'username': username, 'password': password, 'email': email, 'disable_welcome_email': True}
    status, told = local('POST', '/users', account)
    if status != 201:
        # Another node was faster; a reader of the database may not know it yet.
        for _ in range(PATIENCE):
            if there(username):
                return False
            time.sleep(1)
        raise Refused('making %s: %s' % (username, told.get('message', status)))
    if 'system_admin' not in told['roles'].split():
        status, told = local('PUT', '/users/%s/roles' % told['id'], {'roles': 'system_user system_admin'})
        if status != 200:
            raise Refused('making %s an administrator: %s' % (username, told.get('message', status)))
    return True


def switch_off(plugin):
    """Switches a plugin off for all nodes; one that is not there needs no switching."""
    status, told = local('POST', '/plugins/%s/disable' % plugin)
    if status not in (200, 404):
        raise Refused('switching %s off: %s' % (plugin, told.get('message', status)))
`;

export const serverFile: BootFile = { path: `${modules}/server.py`, mode: '0644', text: server };

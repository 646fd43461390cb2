import { ports } from '../spec';
import { modules } from './aws-client';
import { adminSocket, backend, proxyHealth } from './haproxy';
import type { BootFile } from './node';

/** `proxy.py`: what the programs of a proxy ask its NGINX and its HAProxy. */
const proxy = String.raw`"""NGINX and HAProxy of this node."""
import csv
import http.client
import socket


def healthy():
    """Whether both answer. 503 is a healthy proxy without app nodes."""
    connection = http.client.HTTPConnection('127.0.0.1', ${ports.http.port}, timeout=2)
    try:
        connection.request('GET', '${proxyHealth}')
        return connection.getresponse().status in (200, 503)
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def tell(line):
    """HAProxy's answer to a line of commands."""
    with socket.socket(socket.AF_UNIX) as admin:
        admin.settimeout(5)
        admin.connect('${adminSocket}')
        admin.sendall(line.encode() + b'\n')
        return b''.join(iter(lambda: admin.recv(65536), b'')).decode()


def statistics():
    """HAProxy's rows by the names that its commands have for them, ${backend}/s1; .../BACKEND is all of a backend."""
    rows = csv.DictReader(tell('show stat').lstrip('# ').splitlines())
    return {'%(pxname)s/%(svname)s' % row: row for row in rows}
`;

export const proxyFile: BootFile = { path: `${modules}/proxy.py`, mode: '0644', text: proxy };

#!/usr/bin/python3
"""Stands for the Mattermost server: what a boot and a watcher ask of it, and a record of what it was told."""
import http.server
import json
import os
import signal
import socket
import socketserver
import sys
import threading
import time
import urllib.parse

DATA = '/opt/mattermost/data/'
accounts = {}
requests = 0


def record(name, value):
    with open(DATA + name, 'a') as file:
        file.write(json.dumps(value) + '\n')


def flag(name):
    """What the test asks for: a file beside the program."""
    return os.path.exists('/opt/mattermost/' + name)


class Public(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        healthy = not flag('ill')
        self.answer(200 if healthy else 500, b'{"status":"OK"}')

    def answer(self, status, body):
        self.send_response(status)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Metrics(Public):
    def do_GET(self):
        global requests
        requests += flag('busy')
        labels = 'handler="getPosts",method="GET",status_code="200",origin_client="web",page_load_context=""'
        self.answer(200, ('mattermost_api_time_count{%s} %d\nmattermost_api_time_sum{%s} 1.5\n' % (
            labels, requests, labels)).encode())


class Local(Public):
    def do_GET(self):
        if self.path.startswith('/api/v4/users?'):
            return self.say(200, [{'username': 'calls', 'is_bot': True}, *accounts.values()])
        account = accounts.get(self.path.rpartition('/')[2])
        self.say(*((200, account) if account else (404, {'message': 'not found'})))

    def do_POST(self):
        told = json.loads(self.rfile.read(int(self.headers['Content-Length'] or 0)) or '{}')
        record('local.jsonl', [self.path, told])
        if self.path == '/api/v4/users':
            account = accounts[told['username']] = {'id': 'id', 'username': told['username'], 'roles': 'system_user'}
            return self.say(201, account)
        self.say(200, {'status': 'OK'})

    def do_PUT(self):
        told = json.loads(self.rfile.read(int(self.headers['Content-Length'])))
        record('local.jsonl', [self.path, told])
        self.say(200, {'status': 'OK'})

    def say(self, status, told):
        self.answer(status, json.dumps(told).encode())

    def address_string(self):
        return 'local'


class LocalServer(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


def migrate():
    """Asks the database for its lock, and changes the schema where nobody has."""
    source = os.environ['MM_SQLSETTINGS_DATASOURCE']
    url = urllib.parse.urlsplit(source)
    password = urllib.parse.unquote(url.password)
    with socket.create_connection((url.hostname, url.port)) as connection:
        database = connection.makefile('rw', encoding='utf8')
        database.write('%s\n%s\n' % (url.username, json.dumps(password)))
        database.flush()
        told = database.readline().split()
        if told[0] == 'refused':
            # More than the real one says, which never repeats a password outside of its URL.
            print(json.dumps({'level': 'error', 'msg': 'no login with %s' % password}, ensure_ascii=False), flush=True)
            sys.exit('pq: password authentication failed for user "%s" at %s, "%s"' % (url.username, source, password))
        if told[0] == 'migrate':
            time.sleep(float(told[1]))
            record('migrated.jsonl', True)
            database.write('done\n')
            database.flush()


def stop(*_):
    record('stopped.jsonl', True)
    sys.exit(0)


def notify(text):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.connect(os.environ['NOTIFY_SOCKET'])
        systemd.send(text)


signal.signal(signal.SIGTERM, stop)
record('started.jsonl', dict(os.environ))
if flag('fails-once') and len(open(DATA + 'started.jsonl').readlines()) == 1:
    sys.exit('no row in the result set')
migrate()
os.umask(0o077)
for server in (
    http.server.ThreadingHTTPServer(('127.0.0.1', 8065), Public),
    http.server.ThreadingHTTPServer(('127.0.0.1', 8067), Metrics),
    LocalServer(os.environ['MM_SERVICESETTINGS_LOCALMODESOCKETLOCATION'], Local),
):
    threading.Thread(target=server.serve_forever, daemon=True).start()
notify(b'READY=1')
while True:
    signal.pause()

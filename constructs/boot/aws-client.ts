import type { BootFile } from './node';

/** Where programs of a node find the modules below. */
export const modules = '/usr/local/lib/mattermost';

/**
 * `aws.py`: the AWS calls of a node. Ubuntu 24.04 has no package of the AWS command line and its curl signs S3 requests as
 * no other version does, so signatures are made here: Python is always there, since cloud-init is written in it.
 *
 * Secrets travel in bodies and headers of TLS connections only: never in arguments, files or error texts.
 */
const aws = String.raw`"""AWS calls of a node, with Python's standard library only."""
import datetime
import errno
import functools
import hashlib
import hmac
import http.client
import json
import os
import re
import time
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree as ElementTree

METADATA = os.environ.get('AWS_EC2_METADATA_SERVICE_ENDPOINT', 'http://169.254.169.254')
# One address for all services; without it each has its own, made of service, region and domain.
ENDPOINT = os.environ.get('AWS_ENDPOINT_URL')
# Our choice: five pauses of 1, 2, 4, 8 and 16 s, half a minute: a service that answers later than that is down.
PAUSES = (1, 2, 4, 8, 16)
SECONDS = 20
TRANSIENT = {
    'RequestLimitExceeded', 'RequestTimeout', 'SlowDown', 'Throttling', 'ThrottlingException',
    'TooManyRequestsException',
}


class AwsError(Exception):
    """What AWS refused, in its words; code is its name of the error."""
    def __init__(self, text, code=''):
        super().__init__(text)
        self.code = code


class NoValue(AwsError):
    """A secret that exists and holds nothing."""


class Transient(Exception):
    """May go well the next time."""


def patiently(what, ask):
    """Asks again, after longer and longer pauses, what may be answered the next time."""
    for pause in PAUSES + (None,):
        try:
            return ask()
        except AwsError as error:
            raise type(error)('%s: %s' % (what, error), error.code) from None
        except Transient as error:
            if pause is None:
                raise AwsError('%s: no answer after %d attempts: %s' % (what, len(PAUSES) + 1, error)) from None
        time.sleep(pause)


def fetch(request, opener, read):
    """What read makes of the answer to a request."""
    try:
        with opener(request, timeout=SECONDS) as answer:
            return read(answer)
    except urllib.error.HTTPError as error:
        code, message = reason(error.read())
        text = 'HTTP %d %s %s' % (error.code, code, message)
        if error.code >= 500 or error.code == 429 or code in TRANSIENT:
            raise Transient(text) from None
        raise AwsError(text.strip(), code or str(error.code)) from None
    except (OSError, http.client.HTTPException) as error:
        if getattr(error, 'errno', None) == errno.ENOSPC:
            raise AwsError(error.strerror) from None
        raise Transient(str(error) or type(error).__name__) from None


def reason(body):
    """Code and message of an error, in whatever protocol it was told."""
    try:
        told = json.loads(body)
        return told['__type'].rpartition('#')[2], told.get('message') or told.get('Message') or ''
    except (ValueError, TypeError, KeyError):
        found = (re.search(b'<%s>([^<]*)' % name, body) for name in (b'Code', b'Message'))
        return tuple(each[1].decode(errors='replace') if each else '' for each in found)


# The metadata of the instance, version 2: a token first, and never through a proxy.
direct = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


def metadata(path):
    lifetime = {'X-aws-ec2-metadata-token-ttl-seconds': '60'}
    token = fetch(urllib.request.Request(METADATA + '/latest/api/token', headers=lifetime, method='PUT'), direct, text)
    headers = {'X-aws-ec2-metadata-token': token}
    try:
        return fetch(urllib.request.Request(METADATA + '/latest/meta-data/' + path, headers=headers), direct, text)
    except AwsError as error:
        if error.code == '404':
            return None
        raise


def text(answer):
    return answer.read().decode()


def imds(path):
    """An entry of the instance's metadata, None where there is none."""
    return patiently('metadata ' + path, lambda: metadata(path))


@functools.lru_cache
def region():
    return imds('placement/region')


@functools.lru_cache
def domain():
    return imds('services/domain')


def credentials():
    """Of the role of the instance. A new instance may have to wait for them."""
    role = metadata('iam/security-credentials/')
    found = role and metadata('iam/security-credentials/' + role.split()[0])
    if not found:
        raise Transient('the instance has no credentials; it needs an instance profile')
    return json.loads(found)


def signed(service, host, method, path, headers, body):
    """A request with its signature, version 4. No call has a query string."""
    keys = credentials()
    time_stamp = datetime.datetime.now(datetime.timezone.utc).strftime('%Y%m%dT%H%M%SZ')
    digest = hashlib.sha256(body).hexdigest()
    headers = {
        **headers,
        'host': host,
        'x-amz-content-sha256': digest,
        'x-amz-date': time_stamp,
        'x-amz-security-token': keys['Token'],
    }
    names = ';'.join(sorted(headers))
    canonical_headers = ''.join('%s:%s\n' % (name, headers[name]) for name in sorted(headers))
    canonical = '\n'.join((method, path, '', canonical_headers, names, digest))
    scope = '/'.join((time_stamp[:8], region(), service, 'aws4_request'))
    to_sign = '\n'.join(('AWS4-HMAC-SHA256', time_stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()))
    key = ('AWS4' + keys['SecretAccessKey']).encode()
    for part in scope.split('/'):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
    headers['authorization'] = 'AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s' % (
        keys['AccessKeyId'], scope, names, signature)
    url = (ENDPOINT or 'https://' + host) + path
    return urllib.request.Request(url, data=body if method == 'POST' else None, headers=headers, method=method)


def post(service, what, headers, body):
    host = '.'.join((service, region(), domain()))
    return patiently('%s %s' % (service, what), lambda: fetch(
        signed(service, host, 'POST', '/', headers, body), urllib.request.urlopen, lambda answer: answer.read()))


def rpc(service, target, **arguments):
    """A call in the JSON protocol: Parameter Store and Secrets Manager."""
    headers = {'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target}
    return json.loads(post(service, target.rpartition('.')[2], headers, json.dumps(arguments).encode()))


def query(service, action, version, parameters):
    """A call in the query protocol, answered in XML; its names lose their namespace."""
    headers = {'content-type': 'application/x-www-form-urlencoded; charset=utf-8'}
    body = urllib.parse.urlencode({'Action': action, 'Version': version, **parameters}).encode()
    root = ElementTree.fromstring(post(service, action, headers, body))
    for element in root.iter():
        element.tag = element.tag.rpartition('}')[2]
    return root


def parameters(names, may_lack=()):
    """Values of parameters by name. Those of may_lack are left out where there are none."""
    names, values = sorted(names), {}
    for first in range(0, len(names), 10):
        found = rpc('ssm', 'AmazonSSM.GetParameters', Names=names[first:first + 10], WithDecryption=True)
        values.update({each['Name']: each['Value'] for each in found['Parameters']})
    missing = [name for name in names if name not in values and name not in may_lack]
    if missing:
        raise AwsError('parameters that do not exist: %s; the deployment of this node writes them' % ', '.join(missing))
    return values


def secret(arn):
    """The text of a secret."""
    try:
        found = rpc('secretsmanager', 'secretsmanager.GetSecretValue', SecretId=arn)
    except AwsError as error:
        if error.code == 'ResourceNotFoundException' and 'staging label' in str(error):
            raise NoValue('secret %s has no value; put one in' % arn, error.code) from None
        raise AwsError('secret %s: %s' % (arn, error), error.code) from None
    if 'SecretString' not in found:
        raise NoValue('secret %s holds bytes; put a text in' % arn)
    return found['SecretString']


def download(url, path, sha256=None):
    """Stores what an https:// or s3:// URL leads to, or nothing at all."""
    part = path + '.part'

    def save(answer):
        digest, length = hashlib.sha256(), 0
        with open(part, 'wb') as file:
            while chunk := answer.read(1 << 20):
                digest.update(chunk)
                length += len(chunk)
                file.write(chunk)
        if length != int(answer.headers.get('content-length') or length):
            raise Transient('cut off after %d bytes' % length)
        return digest.hexdigest()

    try:
        got = patiently('download of ' + url, lambda: fetch(located(url), urllib.request.urlopen, save))
        if sha256 not in (None, got):
            raise AwsError('%s is not what was asked for; expected sha256 %s, got %s' % (url, sha256, got))
        os.replace(part, path)
    finally:
        # What did not fit goes first, so that the reason fits.
        if os.path.exists(part):
            os.remove(part)


def room(url):
    """Bytes of a .gz file and of what it unpacks to, which its last four tell (RFC 1952, ISIZE); 0 where all is too much."""
    def read(answer):
        told = answer.headers.get('content-range')
        return int(told.rpartition('/')[2]) + int.from_bytes(answer.read(), 'little') if told else 0

    return patiently('download of ' + url, lambda: fetch(located(url, range='bytes=-4'), urllib.request.urlopen, read))


def located(url, **headers):
    """A request for a URL; for s3://bucket/key a signed one to the region of the node."""
    scheme, bucket, path, *_ = urllib.parse.urlsplit(url)
    if scheme != 's3':
        return urllib.request.Request(url, headers=headers)
    host, path = '.'.join(('s3', region(), domain())), urllib.parse.quote(path, safe='/-_.~')
    # A certificate of S3 holds for names without further dots.
    host, path = (host, '/' + bucket + path) if '.' in bucket else (bucket + '.' + host, path)
    return signed('s3', host, 'GET', path, headers, b'')
`;

export const awsFile: BootFile = { path: `${modules}/aws.py`, mode: '0644', text: aws };

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, symlinkSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { awsFile } from '../../constructs/boot/aws-client';
import { requires } from '../requires';
import { NodeFolder } from './node-folder';
import { wrongSignature, type Received } from './signature';

const keys = { AccessKeyId: 'ASIAEXAMPLE', SecretAccessKey: 'a+secret/key', Token: 'a//token+with/slashes==' };
const withPython = requires('python3');

type Answer = readonly [status: number, body: string | Buffer, headers?: Readonly<Record<string, string>>];

/** Metadata and AWS at one address of loopback. */
let server: Server;
let folder: NodeFolder;
let received: Received[];
let domain: string;
let answer: (request: Received, nth: number) => Answer;
let metadataRequests: string[];

beforeAll(async () => {
  folder = new NodeFolder([awsFile]);
  server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
});
afterAll(() => {
  server.close();
  folder.remove();
});
beforeEach(() => {
  received = [];
  metadataRequests = [];
  domain = 'amazonaws.com';
  answer = () => [200, '{}'];
});

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = '', url = '', headers } = request;
  if (url.startsWith('/latest/')) {
    metadata(method, url, headers['x-aws-ec2-metadata-token'], response);
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const call = { method, url, headers, body: Buffer.concat(chunks) };
  received.push(call);
  const [status, body, more = {}] = answer(call, received.length);
  response.writeHead(status, more).end(body);
}

function metadata(method: string, url: string, token: unknown, response: ServerResponse): void {
  metadataRequests.push(`${method} ${url}`);
  const entries: Readonly<Record<string, string>> = {
    'PUT /latest/api/token': 'the-token',
    'GET /latest/meta-data/placement/region': 'us-east-1',
    'GET /latest/meta-data/services/domain': domain,
    'GET /latest/meta-data/iam/security-credentials/': 'node\n',
    'GET /latest/meta-data/iam/security-credentials/node': JSON.stringify(keys),
  };
  const entry = entries[`${method} ${url}`];
  const allowed = method === 'PUT' || token === 'the-token';
  response.writeHead(allowed ? (entry === undefined ? 404 : 200) : 401).end(allowed ? entry : '');
}

/** What a program with the client prints; pauses between attempts are left out. */
function client<T>(program: string, told?: unknown, environment: Readonly<Record<string, string>> = {}): Promise<T> {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return folder.python<T>(`import aws\naws.PAUSES = (0, 0)\n${program}`, told, {
    AWS_EC2_METADATA_SERVICE_ENDPOINT: url,
    AWS_ENDPOINT_URL: url,
    ...environment,
  });
}

const download = (url: string, sha256?: string) =>
  client(`aws.download(*told)\nprint(json.dumps(True))`, [url, folder.path('/file'), ...(sha256 ? [sha256] : [])]);

describe('every kind of call is signed as the specification has it', () => {
  const calls = [
    ['the JSON protocol', `aws.rpc('ssm', 'AmazonSSM.GetParameters', Names=['/x', 'ä'], WithDecryption=True)`, '{}'],
    [
      'the query protocol',
      `aws.query('autoscaling', 'DescribeAutoScalingGroups', '2011-01-01', {'A.1': 'tag:x y+z', 'B': 'ü'})`,
      '<x/>',
    ],
    ['an object', `aws.download('s3://mirror/mattermost/11.7.9/mattermost.tar.gz', '${'PATH'}')`, 'x'],
    [
      'an object whose key needs encoding',
      `aws.download('s3://mirror/a folder/mattermost+11~ä(1).gz', '${'PATH'}')`,
      'x',
    ],
    ['an object in a bucket with a dot', `aws.download('s3://mirror.example.com/mattermost.tar.gz', '${'PATH'}')`, 'x'],
  ] as const;

  withPython.each(calls)('%s', async (_, call, body) => {
    answer = () => [200, body];
    await client(`${call.replace('PATH', folder.path('/object'))}\nprint(json.dumps(True))`);
    expect(received).toHaveLength(1);
    expect(wrongSignature(received[0]!, keys)).toBeUndefined();
  });

  withPython('in the regions of China', async () => {
    domain = 'amazonaws.com.cn';
    await client(`print(json.dumps(aws.rpc('ssm', 'AmazonSSM.GetParameters', Names=[])))`);
    expect(received[0]!.headers.host).toBe('ssm.us-east-1.amazonaws.com.cn');
    expect(wrongSignature(received[0]!, keys)).toBeUndefined();
  });

  withPython.each([
    ['another body', { body: Buffer.from('{"Names":["/y"]}') }, {}, 'the body is not the one that was signed'],
    ['another path', { url: '/x' }, {}, 'the signature does not match'],
    ['another query', { url: '/?a=b' }, {}, 'the signature does not match'],
    ['another method', { method: 'PUT' }, {}, 'the signature does not match'],
    ['another secret', {}, { SecretAccessKey: 'other' }, 'the signature does not match'],
    ['another token', {}, { Token: 'other' }, 'unknown credentials'],
  ] as const)('fails with %s', async (_, changed, otherKeys, reason) => {
    await client(`print(json.dumps(aws.rpc('ssm', 'AmazonSSM.GetParameters', Names=[])))`);
    expect(wrongSignature({ ...received[0]!, ...changed }, { ...keys, ...otherKeys })).toBe(reason);
  });

  test('fails without a signature', () => {
    expect(wrongSignature({ method: 'GET', url: '/', headers: {}, body: Buffer.alloc(0) }, keys)).toBe(
      'no signature of version 4',
    );
  });
});

describe('metadata of the instance', () => {
  withPython('are asked with a token, and an entry that is not there is None', async () => {
    expect(await client(`print(json.dumps([aws.imds('placement/region'), aws.imds('autoscaling/none')]))`)).toEqual([
      'us-east-1',
      null,
    ]);
    expect(metadataRequests.filter((line) => line.startsWith('PUT'))).toHaveLength(2);
  });

  withPython('never go through a proxy', async () => {
    const proxy = { HTTP_PROXY: 'http://127.0.0.1:9', http_proxy: 'http://127.0.0.1:9' };
    expect(await client(`print(json.dumps(aws.imds('placement/region')))`, null, proxy)).toBe('us-east-1');
  });
});

describe('a call is made again', () => {
  withPython.each([
    ['after a failure of the service', 503, 'oops'],
    ['when there were too many', 429, ''],
    [
      'when there were too many, in the words of AWS',
      400,
      '{"__type":"ThrottlingException","message":"Rate exceeded"}',
    ],
  ] as const)('%s', async (_, status, body) => {
    answer = (_request, nth) => (nth < 3 ? [status, body] : [200, '{"fine":true}']);
    expect(await client(`print(json.dumps(aws.rpc('ssm', 'AmazonSSM.X')))`)).toEqual({ fine: true });
    expect(received.map((request) => wrongSignature(request, keys))).toEqual([undefined, undefined, undefined]);
  });

  withPython('fails when it has been made often enough', async () => {
    answer = () => [503, '<Error><Code>SlowDown</Code><Message>later</Message></Error>'];
    await expect(client(`aws.rpc('ssm', 'AmazonSSM.GetParameters')`)).rejects.toThrow(
      'aws.AwsError: ssm GetParameters: no answer after 3 attempts: HTTP 503 SlowDown later',
    );
  });

  withPython('fails at once when it is refused, in the words of AWS', async () => {
    answer = () => [400, '{"__type":"com.amazonaws.ssm#AccessDeniedException","Message":"not authorized"}'];
    await expect(client(`aws.rpc('ssm', 'AmazonSSM.GetParameters')`)).rejects.toThrow(
      'aws.AwsError: ssm GetParameters: HTTP 400 AccessDeniedException not authorized',
    );
    expect(received).toHaveLength(1);
  });
});

describe('parameters', () => {
  const values = (request: Received) => {
    const { Names } = JSON.parse(Buffer.from(request.body).toString()) as { readonly Names: readonly string[] };
    return JSON.stringify({
      Parameters: Names.filter((name) => name !== '/none').map((Name) => ({ Name, Value: `of ${Name}` })),
    });
  };

  withPython('are asked for in tens', async () => {
    answer = (request) => [200, values(request)];
    const names = Array.from({ length: 23 }, (_, n) => `/${n}`);
    const found = await client<Record<string, string>>(`print(json.dumps(aws.parameters(told)))`, names);
    expect(found).toEqual(Object.fromEntries(names.map((name) => [name, `of ${name}`])));
    expect(received).toHaveLength(3);
  });

  withPython('may lack what may be absent', async () => {
    answer = (request) => [200, values(request)];
    expect(await client(`print(json.dumps(aws.parameters(['/a', '/none'], may_lack=['/none'])))`)).toEqual({
      '/a': 'of /a',
    });
  });

  withPython('fails on one that is missing, and names it', async () => {
    answer = (request) => [200, values(request)];
    await expect(client(`aws.parameters(['/a', '/none'])`)).rejects.toThrow('parameters that do not exist: /none;');
  });
});

describe('a secret', () => {
  withPython('is its text', async () => {
    answer = () => [200, '{"SecretString":"words"}'];
    expect(await client(`print(json.dumps(aws.secret('arn')))`)).toBe('words');
  });

  withPython.each([
    [
      'without a value',
      [
        400,
        '{"__type":"ResourceNotFoundException","Message":"can\'t find the specified secret value for staging label: AWSCURRENT"}',
      ],
      'aws.NoValue: secret arn has no value; put one in',
    ],
    ['of bytes', [200, '{"SecretBinary":"AA=="}'], 'aws.NoValue: secret arn holds bytes; put a text in'],
    [
      'that is not there',
      [400, '{"__type":"ResourceNotFoundException","Message":"can\'t find the specified secret."}'],
      "aws.AwsError: secret arn: secretsmanager GetSecretValue: HTTP 400 ResourceNotFoundException can't find the specified secret.",
    ],
  ] as const)('fails on one %s', async (_, told, error) => {
    answer = () => told;
    await expect(client(`aws.secret('arn')`)).rejects.toThrow(error);
  });
});

describe('a download', () => {
  const sha256 = createHash('sha256').update('the server').digest('hex');

  withPython('is stored when it is what was asked for', async () => {
    answer = () => [200, 'the server'];
    await download('s3://mirror/file', sha256);
    expect(folder.read('/file')).toBe('the server');
    expect(received[0]!.headers.host).toBe('mirror.s3.us-east-1.amazonaws.com');
  });

  withPython('begins again when it was cut off, also without a checksum', async () => {
    const cut = { 'content-length': '100', connection: 'close' };
    answer = (_, nth) => (nth === 1 ? [200, 'the ser', cut] : [200, 'the whole server']);
    // The server of the test ends a response that is shorter than it said by ending the connection.
    server.once('request', (_request, response: ServerResponse) =>
      response.once('finish', () => response.socket?.destroy()),
    );
    await download('s3://mirror/file');
    expect(folder.read('/file')).toBe('the whole server');
  });

  withPython('fails on another content, says both checksums, and leaves nothing', async () => {
    answer = () => [200, 'another'];
    folder.write('/file', 'what was there');
    const got = createHash('sha256').update('another').digest('hex');
    await expect(download('s3://mirror/file', sha256)).rejects.toThrow(
      `aws.AwsError: s3://mirror/file is not what was asked for; expected sha256 ${sha256}, got ${got}`,
    );
    expect(folder.read('/file')).toBe('what was there');
    expect(existsSync(folder.path('/file.part'))).toBe(false);
  });

  withPython('fails at once on a disk that is full, and frees what it took', async () => {
    answer = () => [200, Buffer.alloc(3 << 20)];
    symlinkSync('/dev/full', folder.path('/file.part'));
    await expect(download('s3://mirror/file')).rejects.toThrow(
      'aws.AwsError: download of s3://mirror/file: No space left on device',
    );
    expect(received).toHaveLength(1);
    expect(readdirSync(folder.root)).not.toContain('file.part');
  });

  withPython('fails on what is not there, and names it', async () => {
    answer = () => [404, '<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>'];
    await expect(download('s3://mirror/none')).rejects.toThrow(
      'aws.AwsError: download of s3://mirror/none: HTTP 404 NoSuchKey The specified key does not exist.',
    );
  });
});

describe('the room that a download needs', () => {
  const whole = gzipSync(Buffer.alloc(100_000));
  const room = (url: string) => client(`print(json.dumps(aws.room(told)))`, url);

  withPython.each(['http', 's3'])('is told by the last bytes of what is asked for, %s', async (scheme) => {
    const last = `bytes ${whole.length - 4}-${whole.length - 1}/${whole.length}`;
    answer = () => [206, whole.subarray(-4), { 'content-range': last }];
    const { port } = server.address() as AddressInfo;
    expect(await room(scheme === 's3' ? 's3://mirror/file' : `http://127.0.0.1:${port}/file`)).toBe(
      whole.length + 100_000,
    );
    expect(received.map(({ headers }) => headers.range)).toEqual(['bytes=-4']);
    if (scheme === 's3') expect(wrongSignature(received[0]!, keys)).toBeUndefined();
  });

  withPython('is not known where only the whole can be had', async () => {
    answer = () => [200, whole];
    expect(await room('s3://mirror/file')).toBe(0);
  });
});

import { createHash, createHmac } from 'node:crypto';

export interface Keys {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly Token: string;
}

/** A request as it came over the wire: names of headers in lower case. */
export interface Received {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Uint8Array;
}

const sha256 = (data: Uint8Array | string): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: Uint8Array | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * What AWS would say about a request, recomputed from the specification of Signature Version 4 alone; undefined where it
 * would be accepted.
 */
export function wrongSignature({ method, url, headers, body }: Received, keys: Keys): string | undefined {
  const header = (name: string) => String(headers[name] ?? '');
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      header('authorization'),
    );
  if (!parts) return 'no signature of version 4';
  const [, keyId, day, region, service, names, signature] = parts as unknown as readonly string[];
  const signed = names!.split(';');
  const time = header('x-amz-date');
  const age = Date.now() - Date.parse(time.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));

  if (keyId !== keys.AccessKeyId || header('x-amz-security-token') !== keys.Token) return 'unknown credentials';
  if (!(Math.abs(age) < 15 * 60_000) || day !== time.slice(0, 8)) return `signed at another time, ${time}`;
  if (signed.join() !== [...signed].sort().join()) return 'headers are not in order';
  const mustSign = ['host', ...Object.keys(headers).filter((name) => name.startsWith('x-amz-'))];
  const unsigned = mustSign.find((name) => !signed.includes(name));
  if (unsigned) return `${unsigned} is not signed`;
  if (!header('host').includes(`${service}.${region}.`)) return `${header('host')} is not ${service} of ${region}`;

  const sent = header('x-amz-content-sha256');
  if (service === 's3' && !sent) return 'S3 wants x-amz-content-sha256';
  const payload = sent === 'UNSIGNED-PAYLOAD' && service === 's3' ? sent : sha256(body);
  if (sent && sent !== payload) return 'the body is not the one that was signed';

  const [path, query = ''] = url.split('?') as [string, string?];
  // S3 encodes what the path means, every other service what was sent.
  const meant = (part: string) => (service === 's3' ? decodeURIComponent(part) : part);
  const canonicalPath = path
    .split('/')
    .map((part) => encode(meant(part)))
    .join('/');
  const canonicalQuery = query
    .split('&')
    .filter(Boolean)
    .map((pair) => pair.split('=').map((part) => encode(decodeURIComponent(part))))
    .map(([name, value = '']) => `${name}=${value}`)
    .sort()
    .join('&');
  const canonicalHeaders = signed.map((name) => `${name}:${header(name).trim().replace(/ +/g, ' ')}\n`).join('');
  const canonical = [method, canonicalPath, canonicalQuery, canonicalHeaders, names, payload].join('\n');
  const scope = [day, region, service, 'aws4_request'].join('/');
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
  const key = scope.split('/').reduce<Uint8Array | string>(hmac, `AWS4${keys.SecretAccessKey}`);
  return hmac(key, toSign).toString('hex') === signature ? undefined : 'the signature does not match';
}

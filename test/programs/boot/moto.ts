import { spawn, type ChildProcess } from 'node:child_process';
import { request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Where `npm run emulator:install` puts the emulator. */
export const motoServer = join(__dirname, '../../../.venv/bin/moto_server');

const port = 5000;

export interface Answer {
  readonly status: number;
  readonly body: Buffer;
  /** Which part of a file it is. */
  readonly range?: string;
}

/** The emulator of AWS, asked without signatures: it judges none. */
export class Moto {
  static async start(): Promise<Moto> {
    const server = spawn(motoServer, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
    const moto = new Moto(server);
    for (let attempt = 0; attempt < 200; attempt += 1) {
      if (await moto.forward('GET', '/moto-api/data.json', {}).catch(() => undefined)) return moto;
      await pause(100);
    }
    throw new Error(`${motoServer} does not answer`);
  }

  private constructor(private readonly server: ChildProcess) {}

  stop(): void {
    this.server.kill('SIGKILL');
  }

  /** Passes a request on as it is; the emulator tells services apart by host name. */
  forward(
    method: string,
    path: string,
    headers: IncomingHttpHeaders | OutgoingHttpHeaders,
    body: Buffer | string = '',
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, path, method, headers, timeout: 20_000 }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode!,
            body: Buffer.concat(chunks),
            range: response.headers['content-range'],
          }),
        );
      });
      sent.on('error', reject).end(body);
    });
  }

  /** A call in the JSON protocol. */
  async rpc(service: string, target: string, parameters: object): Promise<Record<string, unknown>> {
    const body = await this.#call(
      service,
      { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1' },
      JSON.stringify(parameters),
    );
    return JSON.parse(body) as Record<string, unknown>;
  }

  /** A call in the query protocol. */
  query(service: string, parameters: Readonly<Record<string, string>>): Promise<string> {
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    return this.#call(service, type, new URLSearchParams(parameters).toString());
  }

  async #call(service: string, headers: Readonly<Record<string, string>>, text: string): Promise<string> {
    const authorization = `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=none`;
    const host = `${service}.us-east-1.amazonaws.com`;
    const { status, body } = await this.forward(
      'POST',
      '/',
      { host, authorization, ...headers, 'content-length': Buffer.byteLength(text) },
      text,
    );
    if (status !== 200)
      throw new Error(
        `the emulator refuses ${service} ${text.slice(0, 80)}: ${status} ${body.toString().slice(0, 300)}`,
      );
    return body.toString();
  }

  async store(bucket: string, files: Readonly<Record<string, Buffer>>): Promise<void> {
    const host = `${bucket}.s3.us-east-1.amazonaws.com`;
    for (const [path, body] of [['', Buffer.alloc(0)] as const, ...Object.entries(files)]) {
      const { status } = await this.forward('PUT', `/${path}`, { host, 'content-length': body.length }, body);
      if (status !== 200) throw new Error(`the emulator does not store ${bucket}/${path}: ${status}`);
    }
  }

  async reset(): Promise<void> {
    await this.forward('POST', '/moto-api/reset', {});
  }
}

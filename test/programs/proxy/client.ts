import { randomBytes } from 'node:crypto';
import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { Agent, request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

interface Options {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: Buffer;
  readonly port?: number;
  readonly agent?: Agent;
}

/** One request to NGINX. */
export const fetched = (path: string, { method = 'GET', headers, body, port = 80, agent }: Options = {}) =>
  new Promise<Answer>((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers, agent, timeout: 15_000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode!, headers: response.headers, text: Buffer.concat(chunks).toString() }),
      );
    });
    sent.on('error', reject).on('timeout', () => sent.destroy(new Error(`no answer to ${method} ${path}`)));
    sent.end(body);
  });

/** Opens a WebSocket as far as the proxies are concerned: an upgrade, then bytes both ways. */
export const upgraded = (path: string) =>
  new Promise<Socket>((resolve, reject) => {
    const headers = {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
    };
    const sent = request({ host: '127.0.0.1', path, headers, timeout: 5_000 });
    sent.on('upgrade', (_, socket: Socket) => resolve(socket));
    sent.on('response', ({ statusCode }) => reject(new Error(`no upgrade: ${statusCode}`)));
    sent.on('error', reject).on('timeout', () => sent.destroy(new Error('no upgrade')));
    sent.end();
  });

/** Whether what is written to a WebSocket comes back. */
export async function echoes(socket: Socket): Promise<boolean> {
  if (socket.destroyed) return false;
  socket.write('ping');
  const [answer] = (await once(socket, 'data', { signal: AbortSignal.timeout(2_000) })) as [Buffer];
  return answer.toString() === 'ping';
}

/** Posts over kept-alive connections, as many at a time as there are clients, until it is stopped. */
export function posting(clients: number): () => Promise<{ readonly sent: number; readonly failed: readonly string[] }> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const failed: string[] = [];
  let going = true;
  let sent = 0;
  const client = async () => {
    while (going) {
      sent += 1;
      await fetched('/api/v4/posts', { method: 'POST', body: Buffer.from('a message'), agent }).then(
        ({ status }) => status !== 200 && failed.push(String(status)),
        (error: Error) => failed.push(error.message),
      );
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  const all = Promise.all(Array.from({ length: clients }, client));
  return async () => {
    going = false;
    await all;
    agent.destroy();
    return { sent, failed };
  };
}

/** Waits until something holds, and says what did not. */
export async function until(what: string, seconds: number, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + seconds * 1_000;
  while (!(await holds())) {
    assert.ok(Date.now() < end, `not within ${seconds} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

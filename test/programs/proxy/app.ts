import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { createServer as createTcpServer, type Server as TcpServer, type Socket } from 'node:net';
import { ports } from '../../../constructs/spec';

/** What an app node answers to a request that is about nothing else. */
export interface Seen {
  readonly name: string;
  readonly method: string;
  readonly bytes: number;
  /** SHA-256 of the body. */
  readonly digest: string;
  readonly headers: IncomingHttpHeaders;
}

/** RFC 6455, 4.2.2: HAProxy refuses another. */
const acceptOf = (key: string): string =>
  createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');

/** A small app node on an address of loopback: HTTP, WebSocket (echoes bytes), images, an agent that says whether it drains. */
export class App {
  requests = 0;
  pings = 0;
  images = 0;
  says = 'up ready';
  readonly #servers: readonly (Server | TcpServer)[];

  constructor(
    readonly address: string,
    { agent = true } = {},
  ) {
    const http = createServer((request, response) => {
      const { url = '', method = '', headers } = request;
      if (url === '/api/v4/system/ping') {
        this.pings += 1;
        response.end('{"status":"OK"}');
        return;
      }
      this.requests += 1;
      let bytes = 0;
      const digest = createHash('sha256');
      request.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        digest.update(chunk);
      });
      request.on('end', () => {
        if (url.endsWith('/image')) {
          this.images += 1;
          response.setHeader('Content-Type', 'image/png').setHeader('Cache-Control', 'max-age=86400, private');
        }
        if (url.startsWith('/fails')) response.statusCode = 500;
        response.end(
          JSON.stringify({ name: address, method, bytes, digest: digest.digest('hex'), headers } satisfies Seen),
        );
      });
    });
    http.on('upgrade', (request, socket: Socket) => {
      this.requests += 1;
      const accept = acceptOf(request.headers['sec-websocket-key'] ?? '');
      socket.write(
        [
          'HTTP/1.1 101 Switching Protocols',
          'Upgrade: websocket',
          'Connection: Upgrade',
          `Sec-WebSocket-Accept: ${accept}`,
        ]
          .concat('', '')
          .join('\r\n'),
      );
      socket.on('error', () => socket.destroy()).pipe(socket);
    });
    const agents = createTcpServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.end(`${this.says}\n`);
    });
    this.#servers = [
      http.listen(ports.mattermost.port, address),
      ...(agent ? [agents.listen(ports.agentCheck.port, address)] : []),
    ];
  }

  close(): void {
    for (const server of this.#servers) server.close();
  }
}

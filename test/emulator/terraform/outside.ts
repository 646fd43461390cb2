/** Notes who wants to leave this machine, and lets nobody. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy of loopback that connects to nothing. Go programs use it for every address but those of loopback. */
export class Outside {
  static async watch(): Promise<Outside> {
    const asked = new Set<string>();
    const server = createServer((request, response) => {
      asked.add(request.url ?? '');
      response.writeHead(403).end();
    });
    server.on('connect', (request, socket) => {
      asked.add(request.url ?? '');
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Outside(server, asked);
  }

  private constructor(
    private readonly server: Server,
    private readonly asked: ReadonlySet<string>,
  ) {}

  /** What a program has to be told. */
  get environment(): Readonly<Record<string, string>> {
    const url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return { HTTP_PROXY: url, HTTPS_PROXY: url, NO_PROXY: '127.0.0.1' };
  }

  /** Fails if anything but loopback was asked for. */
  check(): readonly string[] {
    if (this.asked.size > 0) throw new Error(`asked for:\n${[...this.asked].join('\n')}`);
    return [];
  }

  stop(): void {
    this.server.close();
  }
}

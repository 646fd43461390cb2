import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { world } from './cloud';

/** A forward proxy: it lets HTTPS through and fetches what is asked by HTTP, and remembers what for. */
export class ForwardProxy {
  readonly hosts = new Set<string>();
  readonly #server: Server;

  /** @param web files of web servers, by host name and path */
  constructor(port: number, web: ReadonlyMap<string, Buffer>) {
    this.#server = createServer(({ url = '', headers }, answer) => {
      this.hosts.add(headers.host!);
      const file = web.get(url.replace('http://', ''));
      answer.writeHead(file ? 200 : 404).end(file);
    });
    this.#server.on('connect', ({ url = '' }, client) => {
      const [host, to] = url.split(':');
      this.hosts.add(host!);
      const server = connect(Number(to), world, () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        server.pipe(client).pipe(server);
      });
      for (const [end, other] of [
        [client, server],
        [server, client],
      ] as const)
        end.on('error', () => other.destroy());
    });
    this.#server.listen(port, world);
  }

  close(): void {
    this.#server.close();
  }
}

import { createServer, type Server, type Socket } from 'node:net';

/**
 * Stands for the writer of the database: takes connections, judges logins, and lets one server at a time change its schema.
 *
 * A server says who it is and its password, in a line each, and waits for `refused`, for `migrate SECONDS`, after which it
 * says `done`, or for `ready`.
 */
export class Database {
  /** Password that it takes. */
  password = '';
  /** Seconds that a migration takes. */
  seconds = 0;
  /** Servers that have migrated the schema, by address. */
  migrated: string[] = [];
  #server?: Server;
  #holder?: Socket;
  #waiting: Socket[] = [];

  constructor(private readonly address: string) {}

  /** A new database, without a schema. */
  async open(password: string, seconds = 0): Promise<void> {
    await this.close();
    Object.assign(this, { password, seconds, migrated: [] });
    this.#server = createServer((socket) => this.#connected(socket));
    await new Promise<void>((listening) => this.#server!.listen(5432, this.address, listening));
  }

  /** Whoever connects is refused by the machine. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server) await new Promise((closed) => server.close(closed));
  }

  #connected(socket: Socket): void {
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString();
      const [user, password, done] = text.split('\n').slice(0, -1);
      if (done === 'done' && this.#holder === socket) {
        this.migrated.push(socket.remoteAddress!);
        this.#free(socket);
      } else if (user && password !== undefined && done === undefined) {
        if (JSON.parse(password) !== this.password) {
          socket.end('refused\n');
        } else {
          this.#waiting.push(socket);
          this.#next();
        }
      }
    });
    socket.on('error', () => undefined).on('close', () => this.#free(socket));
  }

  /** The lock is free again, also when its holder has died. */
  #free(socket: Socket): void {
    this.#waiting = this.#waiting.filter((each) => each !== socket);
    if (this.#holder === socket) this.#holder = undefined;
    this.#next();
  }

  #next(): void {
    if (this.#holder) return;
    if (this.migrated.length) {
      for (const socket of this.#waiting.splice(0)) socket.end('ready\n');
    } else {
      this.#holder = this.#waiting.shift();
      this.#holder?.write(`migrate ${this.seconds}\n`);
    }
  }
}

import { createSocket, type Socket } from 'node:dgram';
import { world } from './cloud';

const [address, wrongName] = [1, 3];

/** The name servers of a node's network: they know some names, and remember which were asked for. */
export class Names {
  readonly #asked = new Map<string, Set<string>>();
  readonly #socket: Socket;

  constructor(private readonly known: (name: string) => boolean) {
    this.#socket = createSocket('udp4', (question, from) => {
      this.#socket.send(this.#answer(question, from.address), from.port, from.address);
    }).bind(53, world);
  }

  close(): void {
    this.#socket.close();
  }

  /** Names that somebody at an address asked for. */
  askedBy(address: string): readonly string[] {
    return [...(this.#asked.get(address) ?? [])];
  }

  /** RFC 1035, 4.1: the question again, and the address of the world if it is known and was asked for. */
  #answer(question: Buffer, by: string): Buffer {
    const labels: string[] = [];
    let at = 12;
    for (let length = question[at]!; length > 0; length = question[at]!) {
      labels.push(question.toString('latin1', at + 1, at + 1 + length));
      at += 1 + length;
    }
    const end = at + 5;
    const name = labels.join('.').toLowerCase();
    const type = question.readUInt16BE(at + 1);
    // Some ask for services first, or for addresses of IPv6: that is no other place that they want to reach.
    const known = this.known(name);
    if (!name.startsWith('_')) this.#asked.set(by, new Set(this.#asked.get(by)).add(name));
    const answers = known && type === address ? 1 : 0;
    const head = Buffer.from(question.subarray(0, 12));
    head.writeUInt16BE(0x8180 | (known ? 0 : wrongName), 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt16BE(answers, 6);
    head.fill(0, 8);
    const record = Buffer.from([0xc0, 12, 0, address, 0, 1, 0, 0, 0, 1, 0, 4, ...world.split('.').map(Number)]);
    return Buffer.concat([head, question.subarray(12, end), ...(answers ? [record] : [])]);
  }
}

import { ports } from '../../../constructs/spec';
import { Program } from './programs';

/** A request without its answer. Times are milliseconds since 1970. */
export interface Failure {
  readonly method: 'GET' | 'POST' | 'UPGRADE';
  /** A status, or what happened to the connection. */
  readonly why: string;
  readonly sent: number;
  readonly seen: number;
}

/** What clients saw; `seen/seen.go` says what each field is. */
export interface Report {
  readonly requests: number;
  readonly posts: number;
  readonly written: number;
  readonly failures: readonly Failure[];
  readonly p50: number;
  readonly p99: number;
  readonly opened: Readonly<Record<string, number>>;
  readonly gaps: Readonly<Record<string, number>>;
  readonly breaks: readonly { readonly node: string; readonly why: string; readonly at: number }[];
}

const nginx = `127.0.0.1:${ports.http.port}`;
const relay = '127.0.0.1:8001';
/** A direction of the relay: half of what is between two continents, our choice. */
export const delayMs = 30;

/** The distance between clients and the proxy. */
export const startRelay = (folder: string) =>
  new Program(folder, 'relay', ['-address', relay, '-to', nginx, '-delay', `${delayMs}ms`]);

export interface Load {
  /** What the ids of its posts begin with. */
  readonly name: string;
  readonly isFar: boolean;
  readonly uploads: number;
}

export async function startLoad(folder: string, { name, isFar, uploads }: Load): Promise<Program> {
  const args = ['-to', isFar ? relay : nginx, '-name', name, '-uploads', String(uploads)];
  const load = new Program(folder, 'load', args);
  await load.says('ready');
  return load;
}

/** The vendor's own client, with a WebSocket that is not at a node. */
export async function startOfficial(folder: string, name: string, avoid: string): Promise<Program> {
  const client = new Program(folder, 'official', ['-to', nginx, '-name', name, '-avoid', avoid]);
  await client.says('ready');
  return client;
}

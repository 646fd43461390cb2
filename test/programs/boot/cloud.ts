import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { randomBytes } from 'node:crypto';
import { wrongSignature, type Keys } from '../../boot/signature';
import type { Moto } from './moto';

/** A call of a node to an AWS API. */
export interface Call {
  readonly action: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** State of the node in its group. */
export type State = 'Pending:Wait' | 'InService' | 'Terminating:Wait';

const keys: Keys = { AccessKeyId: 'ASIAEXAMPLE', SecretAccessKey: 'a+secret/key', Token: 'a//token+with/slashes==' };

/**
 * What a node can reach: the metadata of its instance, AWS, and web servers.
 *
 * AWS is the emulator behind a judge: every signature is recomputed, and one that AWS would refuse is refused. The emulator
 * knows no lifecycle hooks and no signals, so that those three calls and the state of the instance are answered here.
 */
export class Cloud {
  readonly calls: Call[] = [];
  /** Signatures that AWS would refuse, and why. */
  readonly refused: string[] = [];
  /** Files of web servers, by host name and path. */
  readonly web = new Map<string, Buffer>();
  state: State = 'Pending:Wait';
  /** What the metadata say that the group wants; absent at first, as in a group that has decided nothing. */
  target?: 'InService' | 'Terminated';
  instance = '';
  readonly #servers: readonly Server[];

  constructor(
    private readonly moto: Moto,
    certificate: { readonly key: string; readonly cert: string },
  ) {
    this.#servers = [
      createServer((asked, answer) => this.#metadata(asked, answer)).listen(80, '169.254.169.254'),
      createSecureServer(certificate, (asked, answer) => void this.#answer(asked, answer)).listen(443, '127.0.0.1'),
    ];
  }

  close(): void {
    for (const server of this.#servers) server.close();
  }

  /** Parameters of the calls of an action. */
  of(action: string): readonly Call['parameters'][] {
    return this.calls.filter((call) => call.action === action).map(({ parameters }) => parameters);
  }

  readonly #tokens = new Set<string>();

  #metadata({ method, url = '', headers }: IncomingMessage, answer: ServerResponse): void {
    if (method === 'PUT' && url === '/latest/api/token') {
      const token = randomBytes(16).toString('base64url');
      this.#tokens.add(token);
      const known = Number(headers['x-aws-ec2-metadata-token-ttl-seconds']) > 0;
      answer.writeHead(known ? 200 : 400).end(known ? token : '');
      return;
    }
    const entries: Readonly<Record<string, string | undefined>> = {
      'instance-id': this.instance,
      'placement/region': 'us-east-1',
      'services/domain': 'amazonaws.com',
      'services/partition': 'aws',
      'autoscaling/target-lifecycle-state': this.target,
      'iam/security-credentials/': 'node',
      'iam/security-credentials/node': JSON.stringify(keys),
    };
    const entry = entries[url.replace('/latest/meta-data/', '')];
    const allowed = this.#tokens.has(String(headers['x-aws-ec2-metadata-token']));
    answer.writeHead(allowed ? (entry === undefined ? 404 : 200) : 401).end(allowed ? entry : '');
  }

  async #answer(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of asked) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const { method = '', url = '', headers } = asked;
    const host = headers.host!;
    const file = this.web.get(host + url);
    if (file || !host.endsWith('.us-east-1.amazonaws.com')) {
      answer.writeHead(file ? 200 : 404).end(file);
      return;
    }
    const wrong = wrongSignature({ method, url, headers, body }, keys);
    if (wrong) {
      this.refused.push(`${method} ${host}${url}: ${wrong}`);
      answer.writeHead(403).end('<Error><Code>SignatureDoesNotMatch</Code></Error>');
      return;
    }
    const text = body.toString();
    const target = String(headers['x-amz-target'] ?? '').split('.')[1];
    const form = Object.fromEntries(new URLSearchParams(text));
    const call: Call = target
      ? { action: target, parameters: JSON.parse(text) as Call['parameters'] }
      : { action: form.Action ?? `${method} ${host}${url}`, parameters: form };
    this.calls.push(call);
    const own = this.#own(call);
    if (own) {
      answer.writeHead(own.status).end(own.body);
      return;
    }
    const { status, body: told } = await this.moto.forward(method, url, headers, body);
    answer
      .writeHead(status)
      .end(
        call.action === 'DescribeAutoScalingInstances'
          ? told.toString().replace('<LifecycleState>InService<', `<LifecycleState>${this.state}<`)
          : told,
      );
  }

  /** What the emulator does not know, as AWS answers it. */
  #own({ action, parameters }: Call): { readonly status: number; readonly body: string } | undefined {
    const good = { status: 200, body: `<${action}Response/>` };
    const refuse = (message: string) => ({
      status: 400,
      body: `<ErrorResponse><Error><Code>ValidationError</Code><Message>${message}</Message></Error></ErrorResponse>`,
    });
    const waits = { launch: 'Pending:Wait', terminate: 'Terminating:Wait' }[parameters.LifecycleHookName ?? ''];
    switch (action) {
      case 'RecordLifecycleActionHeartbeat':
        return waits === this.state ? good : refuse('No active Lifecycle Action found with instance ID');
      case 'CompleteLifecycleAction':
        if (waits !== this.state) return refuse('No active Lifecycle Action found with instance ID');
        this.state =
          parameters.LifecycleActionResult === 'CONTINUE' && waits === 'Pending:Wait'
            ? 'InService'
            : 'Terminating:Wait';
        return good;
      case 'SignalResource':
        return good;
      default:
        return undefined;
    }
  }
}

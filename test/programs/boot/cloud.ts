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

/** A node as its group has it. */
export interface Instance {
  readonly id: string;
  state: 'Pending:Wait' | 'InService' | 'Terminating:Wait';
  /** What the metadata say that the group wants; absent at first, as in a group that has decided nothing. */
  target?: 'InService' | 'Terminated';
}

/** Where a node finds all that it can reach: the metadata of its instance have that address. */
export const world = '169.254.169.254';

const keys: Keys = { AccessKeyId: 'ASIAEXAMPLE', SecretAccessKey: 'a+secret/key', Token: 'a//token+with/slashes==' };

/**
 * What nodes can reach: the metadata of their instances, AWS, and web servers.
 *
 * AWS is the emulator behind a judge: every signature is recomputed, and one that AWS would refuse is refused. The emulator
 * knows no lifecycle hooks and no signals, so that those three calls and the states of the instances are answered here.
 */
export class Cloud {
  readonly calls: Call[] = [];
  /** Signatures that AWS would refuse, and why. */
  readonly refused: string[] = [];
  /** Files of web servers, by host name and path. */
  readonly web = new Map<string, Buffer>();
  /** Nodes by their address. */
  readonly instances = new Map<string, Instance>();
  /** Whether part of a file can be had; a mirror need not have that. */
  ranges = true;
  readonly #servers: readonly Server[];

  constructor(
    private readonly moto: Moto,
    certificate: { readonly key: string; readonly cert: string },
  ) {
    this.#servers = [
      createServer((asked, answer) => this.#metadata(asked, answer)).listen(80, world),
      createSecureServer(certificate, (asked, answer) => void this.#answer(asked, answer)).listen(443, world),
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

  #metadata({ method, url = '', headers, socket }: IncomingMessage, answer: ServerResponse): void {
    if (method === 'PUT' && url === '/latest/api/token') {
      const token = randomBytes(16).toString('base64url');
      this.#tokens.add(token);
      const known = Number(headers['x-aws-ec2-metadata-token-ttl-seconds']) > 0;
      answer.writeHead(known ? 200 : 400).end(known ? token : '');
      return;
    }
    const instance = this.instances.get(socket.remoteAddress!);
    const entries: Readonly<Record<string, string | undefined>> = {
      'instance-id': instance?.id,
      'placement/region': 'us-east-1',
      'services/domain': 'amazonaws.com',
      'services/partition': 'aws',
      'autoscaling/target-lifecycle-state': instance?.target,
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
    if (!this.ranges) delete headers.range;
    const own = this.#own(call);
    if (own) {
      answer.writeHead(own.status).end(own.body);
      return;
    }
    const { status, body: told, range } = await this.moto.forward(method, url, headers, body);
    const instance = this.#instance(call.parameters['InstanceIds.member.1']);
    answer
      .writeHead(status, range ? { 'content-range': range } : {})
      .end(
        call.action === 'DescribeAutoScalingInstances'
          ? told.toString().replace('<LifecycleState>InService<', `<LifecycleState>${instance?.state}<`)
          : told,
      );
  }

  #instance(id?: string): Instance | undefined {
    return [...this.instances.values()].find((each) => each.id === id);
  }

  /** What the emulator does not know, as AWS answers it. */
  #own({ action, parameters }: Call): { readonly status: number; readonly body: string } | undefined {
    const good = { status: 200, body: `<${action}Response/>` };
    const refuse = (message: string) => ({
      status: 400,
      body: `<ErrorResponse><Error><Code>ValidationError</Code><Message>${message}</Message></Error></ErrorResponse>`,
    });
    const waits = { launch: 'Pending:Wait', terminate: 'Terminating:Wait' }[parameters.LifecycleHookName ?? ''];
    const instance = this.#instance(parameters.InstanceId);
    switch (action) {
      case 'RecordLifecycleActionHeartbeat':
        return waits === instance?.state ? good : refuse('No active Lifecycle Action found with instance ID');
      case 'CompleteLifecycleAction':
        if (!instance || waits !== instance.state) return refuse('No active Lifecycle Action found with instance ID');
        instance.state =
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

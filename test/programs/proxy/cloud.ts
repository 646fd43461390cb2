import { createServer, type ServerResponse } from 'node:http';
import { URLSearchParams } from 'node:url';

type State = 'Pending:Wait' | 'InService' | 'Terminating:Wait';

/** How the API is: it answers, fails, knows nobody, or keeps silent. */
type Mood = 'answers' | 'fails' | 'empty' | 'silent';

const document = (action: string, body: string): string =>
  `<${action}Response xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/">${body}</${action}Response>`;

/** Auto Scaling, EC2, CloudWatch and the metadata of an instance, as far as a proxy asks them. */
export class Cloud {
  /** Instances of the app fleet: private address and state. */
  readonly instances = new Map<string, { readonly address: string; state: State }>();
  /** Bodies of the calls that change something, by action. */
  readonly calls: { readonly action: string; readonly body: URLSearchParams }[] = [];
  /** Answers that the API owes. */
  readonly #owed: ServerResponse[] = [];
  #mood: Mood = 'answers';
  /** Of the proxy itself, as its metadata say. */
  target = 'InService';
  asked = 0;

  constructor(
    readonly port: number,
    readonly fleet: string,
  ) {
    createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => {
        if (request.url!.startsWith('/latest/')) this.#metadata(request.url!, response);
        else this.#api(new URLSearchParams(text), response);
      });
    }).listen(port, '127.0.0.1');
  }

  get mood(): Mood {
    return this.#mood;
  }
  set mood(mood: Mood) {
    this.#mood = mood;
    for (const response of this.#owed.splice(0)) response.destroy();
  }

  of(action: string): URLSearchParams[] {
    return this.calls.filter((call) => call.action === action).map(({ body }) => body);
  }

  #metadata(url: string, response: ServerResponse): void {
    const answers: Readonly<Record<string, string>> = {
      '/latest/api/token': 'token',
      '/latest/meta-data/placement/region': 'us-east-1',
      '/latest/meta-data/services/domain': 'amazonaws.com',
      '/latest/meta-data/instance-id': 'i-proxy',
      '/latest/meta-data/autoscaling/target-lifecycle-state': this.target,
      '/latest/meta-data/iam/security-credentials/': 'role',
      '/latest/meta-data/iam/security-credentials/role': JSON.stringify({
        AccessKeyId: 'key',
        SecretAccessKey: 'secret',
        Token: 'token',
        Expiration: '2999-01-01T00:00:00Z',
      }),
    };
    const answer = answers[url];
    response.statusCode = answer === undefined ? 404 : 200;
    response.end(answer);
  }

  #api(body: URLSearchParams, response: ServerResponse): void {
    const action = body.get('Action') ?? '';
    this.calls.push({ action, body });
    if (this.mood === 'silent') {
      this.#owed.push(response);
      return;
    }
    if (this.mood === 'fails') response.statusCode = 503;
    response.setHeader('Content-Type', 'text/xml').end(document(action, this.#answer(action, body)));
  }

  #answer(action: string, body: URLSearchParams): string {
    const values = [...body.values()];
    switch (action) {
      case 'DescribeAutoScalingGroups': {
        this.asked += 1;
        const known = this.mood === 'answers' && values.includes(this.fleet);
        const members = [...this.instances].map(
          ([id, { state }]) =>
            `<member><InstanceId>${id}</InstanceId><LifecycleState>${state}</LifecycleState></member>`,
        );
        return `<DescribeAutoScalingGroupsResult><AutoScalingGroups>${known ? `<member><Instances>${members.join('')}</Instances></member>` : ''}</AutoScalingGroups></DescribeAutoScalingGroupsResult>`;
      }
      case 'DescribeAutoScalingInstances':
        return '<DescribeAutoScalingInstancesResult><AutoScalingInstances><member><InstanceId>i-proxy</InstanceId><AutoScalingGroupName>proxies</AutoScalingGroupName><LifecycleState>InService</LifecycleState></member></AutoScalingInstances></DescribeAutoScalingInstancesResult>';
      case 'DescribeInstances': {
        const items = [...this.instances]
          .filter(([id]) => values.includes(id))
          .map(
            ([id, { address }]) =>
              `<item><instanceId>${id}</instanceId><privateIpAddress>${address}</privateIpAddress></item>`,
          );
        return `<reservationSet><item><instancesSet>${items.join('')}</instancesSet></item></reservationSet>`;
      }
      default:
        return '';
    }
  }
}

/**
 * AWS APIs that nodes call, and what for. Each name is that of an endpoint service, `com.amazonaws.REGION.NAME`. S3 is not
 * among them: its endpoint is a gateway, which costs nothing and is always there. Nor is KMS: services decrypt for a node.
 */
export const endpointServices = {
  autoscaling: 'a node finds its group and completes its hooks',
  cloudformation: 'a deployment waits for the word of a node',
  ec2: 'a proxy finds the addresses of app nodes, the agent the tags of its own',
  elasticloadbalancing: 'a node waits until the load balancer sends it requests',
  logs: 'the agent ships what a node says',
  monitoring: 'a node sends its metrics',
  secretsmanager: 'a node reads passwords and the licence at its boot',
  ssm: 'a node reads its parameters; Session Manager finds it',
  ssmmessages: 'Session Manager opens a session on a node',
} as const satisfies Readonly<Record<string, string>>;

export type EndpointService = keyof typeof endpointServices;
export const endpointServiceNames = Object.keys(endpointServices) as EndpointService[];

import type { ProxyNode } from '../../constructs/boot/node';

/** A proxy as the plan of most sizes makes it. */
export const proxyNode: ProxyNode = {
  id: 'prod',
  system: 'ubuntu-24.04',
  egress: 'nat',
  bindings: [{ name: 'observability.logs', parameter: '/mattermost/prod/observability/logs', holds: 'value' }],
  launchSeconds: 600,
  drainSeconds: 180,
  listener: 'https',
  bodyMiB: 128,
  cacheGiB: 3,
  slots: 64,
  logins: { admission: true, atATime: 2, queueSeconds: 3, queueMost: 100, retryAfterSeconds: 5 },
};

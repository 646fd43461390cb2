import type { ProxyNode } from '../../constructs/boot/node';

/** A proxy as the plan of most sizes makes it. */
export const proxyNode: ProxyNode = {
  id: 'prod',
  bindings: [{ name: 'observability.logs', parameter: '/mattermost/prod/observability/logs', holds: 'value' }],
  launchSeconds: 600,
  drainSeconds: 180,
  listener: 'https',
  bodyMiB: 128,
  cacheGiB: 3,
  slots: 64,
};

import { regressions, runs } from './runs';

/**
 * What one proxy of a class has carried: the proxy of the run was not the bottleneck, so each is a lower bound.
 * Cheapest first.
 */
export const proxyCapacities = [
  { instance: 'c7i.xlarge', users: regressions['monthly-11.7']!.concurrentUsers, run: 'monthly-11.7' },
  { instance: 'm7i.4xlarge', users: runs['2XL.550'].concurrentUsers, run: '2XL.550' },
  { instance: 'm6in.8xlarge', users: runs['4XL.662'].concurrentUsers, run: '4XL.662' },
] as const;

/** Above this many the next class is bought. */
export const mostProxies = 8;

export type { SentMetric } from './agent';
export { appNodeFiles, appNodeMetrics } from './app-node';
export * from './node';
export { registeredSeconds } from './node-runtime';
export { proxyNodeFiles, proxyNodeMetrics } from './proxy-node';
export { proxyMetrics } from './proxy-watch';
export * from './user-data';
export { serverMetrics } from './watch';

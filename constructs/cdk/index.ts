export * from './database';
export * from './file-store';
export * from './network';
export type { Offers } from './offers';
export * from './secrets';

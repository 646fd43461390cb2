import type { BootFile } from './node';
import { bootLog } from './node-runtime';
import { home } from './unit';

/**
 * Rotation of what the programs of a node say. Our choice: a boot says 3 kB, and a watcher repeats no error, so that 1 MB
 * holds years; two errors in turn, each 5 s, are 17,280 lines of 200 bytes, 3.5 MB, until the next day's rotation.
 */
export const bootLogRotation: BootFile = {
  path: '/etc/logrotate.d/mattermost',
  mode: '0644',
  text: `${bootLog} {
  size 1M
  rotate 1
  missingok
}
`,
};

/**
 * The server rotates its logs itself at 100 MB, compresses what it has rotated, and keeps all of that for ever
 * (mattermost/server/config/logger.go: no age, no number). Our choice: three days, since CloudWatch has every line; at the
 * vendor's 1 to 3 GB a day (scale/deploy-grafana-loki-for-centralized-logging.rst) at most 9 GB before compression, of the
 * 20 GiB that the disk has for logs. The files that are written stay, however quiet the server is.
 */
export const serverLogAge: BootFile = {
  path: '/etc/tmpfiles.d/mattermost.conf',
  mode: '0644',
  text: `e ${home}/logs - - - m:3d
x ${home}/logs/*.log
`,
};

import type { BootFile } from './node';
import { systemOf, type System, type SystemName } from './system';

/** Changes of HAProxy's servers. */
export const haproxyLog = '/var/log/haproxy.log';

/** Where rsyslog listens for what has no /dev/log in its chroot; the port of syslog (RFC 5426). */
const syslog = '127.0.0.1:514';
const [address, port] = syslog.split(':');

/** What a package of HAProxy leaves to us. */
interface Rest {
  /** Where HAProxy sends its log. */
  readonly log: string;
  /** Options of its unit. */
  readonly options: readonly string[];
  /** Packages beside its own. */
  readonly packages: readonly string[];
  /** What systemctl does to rsyslog once the rule for the log is there. */
  readonly rsyslog: readonly string[];
  readonly files: readonly BootFile[];
}

const rests: Readonly<Record<System['haproxyPackage'], Rest>> = {
  complete: { log: '/dev/log', options: [], packages: [], rsyslog: ['try-restart'], files: [] },
  bare: {
    log: syslog,
    options: ['RuntimeDirectory=haproxy'],
    packages: ['rsyslog'],
    rsyslog: ['enable', 'restart'],
    files: [
      {
        path: '/etc/rsyslog.d/49-haproxy.conf',
        mode: '0644',
        text: `module(load="imudp")
input(type="imudp" address="${address}" port="${port}")
:programname, startswith, "haproxy" ${haproxyLog}
& stop
`,
      },
      // Under the name of the package's own, which would look for a process id that rsyslog does not write.
      {
        path: '/etc/logrotate.d/haproxy',
        mode: '0644',
        text: `${haproxyLog} {
  daily
  rotate 7
  missingok
  notifempty
  compress
  delaycompress
  postrotate
    systemctl kill --signal=HUP rsyslog
  endscript
}
`,
      },
    ],
  },
};

export const restOf = (system: SystemName): Rest => rests[systemOf(system).haproxyPackage];

/** Packages of the distribution that a proxy is made of. */
export const proxyPackages = (system: SystemName): readonly string[] => [
  'nginx',
  'haproxy',
  ...restOf(system).packages,
];

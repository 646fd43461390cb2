/**
 * What no program of a node needs, as options of its unit. A server under them keeps its plugins: they unpack and run, open
 * sockets and talk over local ones.
 */
const common = `ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
NoNewPrivileges=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM
CapabilityBoundingSet=`;

/** Options of a unit: the common ones, and those of its own. */
export const hardened = (...own: readonly string[]): string => [common, ...own].join('\n');

interface Watch {
  readonly description: string;
  /** What it runs beside. */
  readonly after: string;
  /** Why it is root, in a sentence. */
  readonly root: string;
  /** Options beside the common ones. */
  readonly own: readonly string[];
}

/** The unit of `mattermost-watch`: root, and without any of root's privileges. */
export const watchUnit = ({ description, after, root, own }: Watch): string => `[Unit]
Description=${description}
After=${after}
Wants=network-online.target

[Service]
ExecStart=/usr/local/bin/mattermost-watch
Restart=on-failure
RestartSec=5

# Root, because ${root}; without any of root's privileges.
${hardened(
  'ReadWritePaths=/run /var/log/mattermost',
  'MemoryDenyWriteExecute=yes',
  'RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX',
  'SystemCallFilter=~@privileged @resources',
  'UMask=0077',
  ...own,
)}

[Install]
WantedBy=multi-user.target
`;

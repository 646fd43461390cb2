import { hardened } from './hardening';
import type { BootFile } from './node';

/** Where the tarball is unpacked, as the vendor's pages have it. */
export const home = '/opt/mattermost';

/** Folders that the server writes; the rest of it belongs to root. */
export const writable = ['config', 'data', 'logs', 'plugins', 'client/plugins'] as const;

/** The server's own log, which the agent ships. */
export const serverLog = `${home}/logs/mattermost.log`;

/** Where `mmctl --local` finds the server. */
export const localSocket = '/run/mattermost/local.socket';

/** What the server is told by its environment; it holds passwords. */
export const environmentFile = '/etc/mattermost/mattermost.env';

/**
 * `mattermost.service`. Restarts, limits and times are those of the vendor's unit
 * (administration-guide/scale/high-availability-cluster-based-deployment.rst, deployment-guide/server/linux/deploy-tar.rst),
 * with one `LimitNOFILE`: the page adds its 65536 before the 49152 of the installed unit, which then wins.
 *
 * It depends on no postgresql.service, as two samples of the vendor do: the database is elsewhere. The hardening is what a
 * server with plugins was seen to run under. Not used, because something breaks: MemoryDenyWriteExecute (plugins with a
 * just-in-time compiler), ProcSubset=pid (memory metrics), NoExecPaths (plugins), and no AF_NETLINK (the cluster's address).
 */
const unit = `[Unit]
Description=Mattermost
After=network-online.target
Wants=network-online.target

[Service]
Type=notify
ExecStart=${home}/bin/mattermost
WorkingDirectory=${home}
User=mattermost
Group=mattermost
EnvironmentFile=${environmentFile}
RuntimeDirectory=mattermost
Restart=always
RestartSec=10
KillMode=mixed
# A large schema may take an hour to migrate; the first boot does not wait that long.
TimeoutStartSec=3600
# Our choice: what is left in the drain of a node for requests that are under way.
TimeoutStopSec=45
LimitNOFILE=65536
LimitNPROC=8192

${hardened(
  `ReadWritePaths=${writable.map((folder) => `${home}/${folder}`).join(' ')}`,
  'ProtectProc=invisible',
  'RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK',
  'RemoveIPC=yes',
  'UMask=0027',
)}

[Install]
WantedBy=multi-user.target
`;

export const unitFile: BootFile = { path: '/etc/systemd/system/mattermost.service', mode: '0644', text: unit };

import { systemOf, type BootFile, type FleetName, type System, type SystemName } from '../../../constructs/boot';

/** Units that the packages of a fleet have switched on: a node does it itself, when its configuration has been judged. */
const units: Readonly<Record<FleetName, readonly string[]>> = { appFleet: [], proxy: ['nginx', 'haproxy'] };

/** What package managers keep of what they have installed. */
const caches: Readonly<Record<System['format'], string>> = { deb: 'apt-get -qq clean', rpm: 'dnf -q clean all' };

/**
 * `bake.sh`: makes of a fresh machine the image of a fleet. What is of this machine, or of the plan, goes again: user data
 * bring the files of the plan, and nothing else is left that they would not replace.
 */
export const script = (files: readonly BootFile[], fleet: FleetName, system: SystemName): string => {
  const { title, format } = systemOf(system);
  return String.raw`#!/bin/bash
# Makes of a fresh ${title} the image of ${fleet}, beside the folder root. Run by root.
set -euo pipefail
cd "$(dirname "$0")"
files=(
${files.map(({ path, mode }) => `  '${mode} ${path}'`).join('\n')}
)

# 2 says that it has ended and has warned of something.
cloud-init status --wait >/dev/null || [ $? -eq 2 ]
for file in "${'$'}{files[@]}"; do
  read -r mode path <<<"$file"
  install -D -m "$mode" "root$path" "$path"
done
/usr/local/bin/mattermost-boot bake
${units[fleet].length ? `systemctl disable ${units[fleet].join(' ')}\n` : ''}
# Files of the plan.
for file in "${'$'}{files[@]}"; do
  rm -f "${'$'}{file#* }"
done
rm -rf /etc/mattermost /usr/local/lib/mattermost /var/log/mattermost

# What is of this machine, or of no use to another.
${caches[format]}
rm -rf /var/tmp/* /var/log/journal/* /etc/ssh/ssh_host_* /var/lib/dbus/machine-id /var/lib/systemd/random-seed
find /var/log -type f -exec truncate --no-create --size 0 {} +
truncate --size 0 /etc/machine-id
cloud-init clean --logs
rm -rf "$PWD"
`;
};

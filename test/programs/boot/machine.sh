#!/bin/bash
# A machine with folders and processes of its own: pid 1 is a real systemd, which starts first-boot.service and nothing else.
# machine.sh FOLDER: FOLDER/files is put over the machine; what is then written to these folders goes to FOLDER/upper.
set -eu
folder=$1
mount --make-rprivate /
for name in etc opt var usr/local; do
  mkdir -p "$folder/upper/$name" "$folder/work/$name"
  mount -t overlay overlay -o "lowerdir=/$name,upperdir=$folder/upper/$name,workdir=$folder/work/$name" "/$name"
done
mount -t tmpfs tmpfs /run
mount -t proc proc /proc
# Units of the real machine are none of this one's.
rm -rf /etc/systemd/system/*
for target in sysinit sockets timers multi-user local-fs; do
  mount -t tmpfs tmpfs "/usr/lib/systemd/system/$target.target.wants"
done
cp -a "$folder/files/." /
exec env -i container=test PATH=/usr/sbin:/usr/bin:/sbin:/bin /usr/lib/systemd/systemd --system \
  --unit=first-boot.service --log-target=console --log-level=warning --show-status=no

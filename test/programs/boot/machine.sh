#!/bin/bash
# A machine with folders, processes and a network of its own: pid 1 is a real systemd, which starts first-boot.service and
# nothing else.
# machine.sh FOLDER NETWORK: FOLDER/files is put over the machine; what is then written to these folders goes to
# FOLDER/upper, and its console is FOLDER.console. The machine is NETWORK.2, and reaches the world through NETWORK.1.
set -eu
folder=$1 network=$2
mount --make-rprivate /
for name in etc opt var usr; do
  mkdir -p "$folder/upper/$name" "$folder/work/$name"
  mount -t overlay overlay -o "lowerdir=/$name,upperdir=$folder/upper/$name,workdir=$folder/work/$name" "/$name"
done
mount -t tmpfs tmpfs /run
mount -t proc proc /proc
mount --bind "$folder.console" /dev/console
ip netns add node
ip link add "to-$network" type veth peer name eth0 netns node
ip address add "$network.1/30" dev "to-$network"
ip link set "to-$network" up
ip -n node link set lo up
ip -n node address add "$network.2/30" dev eth0
ip -n node link set eth0 up
# Nothing else is reached, and says so at once.
ip -n node route add 169.254.169.254 via "$network.1"
# Units of the real machine are none of this one's.
rm -rf /etc/systemd/system/*
for target in sysinit sockets timers multi-user local-fs; do
  mount -t tmpfs tmpfs "/usr/lib/systemd/system/$target.target.wants"
done
cp -a "$folder/files/." /
exec nsenter --net=/run/netns/node env -i container=test PATH=/usr/sbin:/usr/bin:/sbin:/bin \
  /usr/lib/systemd/systemd --system --unit=first-boot.service --log-target=journal --log-level=warning --show-status=no

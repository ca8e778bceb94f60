#!/bin/sh
# Starts a Linux with version 2 cgroups alone in an emulator, runs tsinit in a cgroup with limits there, and prints what
# /proc and the cgroup say: the part before "@@@ status" is test/recorded/cgroup-v2.txt. Wants qemu-system-x86, cpio,
# busybox-static and a linux-image-*-cloud-amd64 package that is unpacked.
#
# Run by hand: scripts/record-cgroup-v2.sh VMLINUZ
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/ir/bin" "$work/ir/proc" "$work/ir/sys" "$work/ir/dev" "$work/ir/tmp"
cp /bin/busybox "$root/dist/tsinit" "$work/ir/bin/"
cat >"$work/ir/init" <<'INIT'
#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mount -t cgroup2 none /sys/fs/cgroup
cd /sys/fs/cgroup
echo "+pids +memory" >cgroup.subtree_control
mkdir pod
echo "+pids +memory" >pod/cgroup.subtree_control
mkdir pod/c1
echo 6 >pod/c1/pids.max
echo 33554432 >pod/c1/memory.max
cat >/tmp/record <<'RECORD'
for i in 1 2 3 4 5 6 7 8; do (sleep 0.3 &) ; done 2>/dev/null
sleep 0.6
c1=/sys/fs/cgroup/pod/c1
for file in /proc/self/cgroup /proc/self/mountinfo $c1/pids.max $c1/pids.current $c1/pids.peak $c1/pids.events \
  $c1/memory.max $c1/memory.current $c1/memory.events $c1/../pids.max $c1/../memory.max; do
  echo "@@@ $file"
  cat $file
done
echo "@@@ status"
tsinit --status
RECORD
enter='echo 0 >/sys/fs/cgroup/pod/c1/cgroup.procs && exec "$@"'
sh -c "$enter" sh unshare -pf --mount-proc tsinit -- sh /tmp/record
echo "@@@ a limit of 1"
echo 1 >pod/c1/pids.max
sh -c "$enter" sh tsinit -- true
echo "@@@ the OOM killer"
echo 20 >pod/c1/pids.max
echo 16777216 >pod/c1/memory.max
sh -c "$enter" sh tsinit -- tail /dev/zero
echo o >/proc/sysrq-trigger
sleep 5
INIT
chmod +x "$work/ir/init"
(cd "$work/ir" && find . | cpio -o -H newc 2>/dev/null | gzip -1 >"$work/ir.gz")
timeout 120 qemu-system-x86_64 -accel tcg -cpu max -m 512 -smp 1 -nographic -no-reboot -nic none \
  -kernel "$1" -initrd "$work/ir.gz" -append "console=ttyS0 quiet panic=-1" </dev/null | tr -d '\r'

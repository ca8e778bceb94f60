#!/bin/sh
# Builds tsinit for another machine, starts a Linux for it in an emulator, tries the init there, as the machine's PID 1 and
# as that of PID namespaces, and prints what came of it. Run it for x86_64 as well: diff then shows what is different, which
# should be memory and, now and then, a second or a state in --status.
#
# MACHINE is aarch64 or x86_64, VMLINUZ a kernel for it (of a linux-image-*-arm64 or linux-image-*-cloud-amd64 that is
# unpacked), BUSYBOX that of its busybox-static, CC a compiler for it with musl. On another Debian one for aarch64 is a script
# that runs aarch64-linux-gnu-gcc "$@" -specs FILE. FILE is musl-gcc.specs of musl-dev:arm64 with its paths changed to
# where musl:arm64 and musl-dev:arm64 are unpacked (apt-get download, dpkg -x). Wants cpio and qemu-system-arm or
# qemu-system-x86. Takes two minutes.
#
# Run by hand: CC=COMPILER scripts/other-machine.sh MACHINE VMLINUZ BUSYBOX
set -eu
machine=$1 kernel=$(realpath "$2") busybox=$(realpath "$3")
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/ir/bin" "$work/ir/proc" "$work/ir/sys" "$work/ir/dev" "$work/ir/tmp"
node scripts/build.mjs "tsinit-$machine" >&2
cp "$busybox" "$work/ir/bin/busybox"
cp "dist/tsinit-$machine" "$work/ir/bin/tsinit"
for name in crowd member orphans pty receive; do
  "$CC" -std=gnu11 -O1 -static -Wall -Wextra -Wconversion "test/fixtures/$name.c" -o "$work/ir/bin/$name"
done
cat >"$work/ir/init" <<'INIT'
#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/bin
for name in tini dumb-init catatonit pause; do ln -s tsinit /bin/$name; done
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mkdir /dev/pts
mount -t devpts pts /dev/pts
mount -t cgroup2 none /sys/fs/cgroup
cd /tmp
# the machine's own PID 1; the kernel says its exit code: 42, as 2a00
exec tsinit --grace 0 -- sh -c 'sh /trial 2>&1 | cat; exit 42'
INIT
cat >"$work/ir/trial" <<'TRIAL'
# in a PID namespace of its own, where it is PID 1
inside() { unshare -pf --mount-proc "$@" </dev/null 2>&1; echo "-> $?"; }
part() { echo "@@@ $*"; }

part version
inside tsinit --version
inside tsinit --help | wc
part exit codes
for code in 0 1 42 137 143; do inside tsinit -- sh -c "exit $code"; done
inside tsinit -- sh -c 'kill -9 $$'
inside tsinit -- sh -c 'kill -TERM 1; sleep 10'
inside tsinit -- sh -c 'kill -SEGV $$'
inside tsinit -- no-such-program
inside tsinit -- /
inside tsinit -e x -- true
echo '#!/no/such/interpreter' >script && chmod +x script
inside tsinit -- ./script
inside tsinit -e 7:3 -- sh -c 'exit 7'
inside tsinit --rewrite TERM:RTMAX -- sh -c '(sleep 0.5; kill -TERM 1) & exec receive 64 9' | grep -v '^17$'
part signals
inside tsinit -- sh -c '(sleep 1; for n in $(seq 1 64); do case $n in 9 | 15 | 17 | 19 | 21 | 22) ;; *) kill -$n 1; sleep 0.05 ;; esac; done
  kill -15 1) & exec receive 15 42' | grep -v '^17$' | sort -n | xargs
part 1,000 orphans
inside tsinit -vv -- sh -c '(sleep 1; kill -USR1 1; sleep 15; grep -l "State:.Z" /proc/[0-9]*/status | wc -l; kill -TERM 1) &
  exec orphans 1000' >log
grep -c 'Reaped child' log
grep -v '^\[' log
part subreaper
inside sh -c 'tsinit -w -- sh -c "(sleep 0.3 &); sleep 1; exit 5" 2>&1 | sed "s/[0-9]\+/N/g"; grep -l "State:.Z" /proc/[0-9]*/status | wc -l'
part grace
for grace in 0 2s; do
  rm -f members
  inside tsinit --grace $grace -- crowd 5 members /bin/member ends flushes ignores stopped forks
  sleep 1
  sed 's/ *[0-9]*$//' members | sort | uniq -c
done
part pids limit
cd /sys/fs/cgroup
echo "+pids +memory" >cgroup.subtree_control
mkdir c1
echo 6 >c1/pids.max
enter='echo 0 >/sys/fs/cgroup/c1/cgroup.procs && exec "$@"'
many='for i in 1 2 3 4 5 6 7 8; do (sleep 0.3 &); done 2>/dev/null; sleep 1; tsinit --status'
inside sh -c "$enter" sh tsinit -- sh -c "$many" | grep -v ^memory
echo 1 >c1/pids.max
inside sh -c "$enter" sh tsinit -- true
echo 20 >c1/pids.max
echo 16777216 >c1/memory.max
inside sh -c "$enter" sh tsinit -- tail /dev/zero
cd /tmp
part death signals
inside sh -c 'sh -c "tsinit -p USR1 -- receive 10 3 & sleep 1; kill -9 \$\$" 2>/dev/null; sleep 1; echo "a second later"'
inside sh -c 'tsinit --child-death-signal USR1 -- receive 10 3 & sleep 1; kill -9 $!; sleep 1; echo "a second later"'
part terminal
(sleep 2; printf '\003'; sleep 1; printf '\032'; sleep 1; printf '\034'; sleep 1) |
  { unshare -pf --mount-proc pty setsid -c tsinit -- receive 3 7; echo "-> $?"; } | tr -cs '0-9' ' '
echo
inside pty setsid -c tsinit -- sh -c 'cut -d" " -f5,8 /proc/self/stat'
part names
for name in tini dumb-init catatonit; do
  inside $name --version
  inside $name -- sh -c 'exit 42'
  inside $name -- sh -c 'kill -TERM 1; sleep 10'
  inside $name -- no-such-program
  inside $name --no-such-option -- true | head -n 1
done
(sleep 2; kill -TERM $(pidof pause)) &
inside pause
inside dumb-init --rewrite 15:10 -- sh -c '(sleep 0.5; kill -TERM 1) & exec receive 10 9' | grep -v '^17$'
part status
inside tsinit -- tsinit --status
inside tsinit -- tsinit --status --json | sed 's/"time":"[^"]*",//'
part memory and page faults
for i in 1 2 3; do
  inside tsinit -- sh -c 'grep -E "^(Rss|Anonymous)" /proc/1/smaps_rollup; cut -d" " -f10 /proc/1/stat' | xargs
done
TRIAL
chmod +x "$work/ir/init"
(cd "$work/ir" && find . | cpio -o -H newc 2>/dev/null | gzip -1 >"$work/ir.gz")
case $machine in
  aarch64) set -- -M virt && console=ttyAMA0 ;;
  *) set -- -M pc && console=ttyS0 ;;
esac
# the kernel panics when PID 1 exits, and with panic=-1 the emulator ends
timeout 300 "qemu-system-$machine" "$@" -accel tcg -cpu max -m 512 -smp 1 -nographic -no-reboot -nic none \
  -kernel "$kernel" -initrd "$work/ir.gz" -append "console=$console loglevel=1 panic=-1" </dev/null |
  sed -un 's/\r$//; s/^\[ *[0-9.]*\] //; s/^.*@@@/@@@/; /^@@@/,/Attempted to kill init/p'

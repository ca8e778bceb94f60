#!/bin/sh
# cases.sh VERSION NAME: runs tsinit in cgroups with limits, in version 1 or 2, below a cgroup of that name. It prints "@@@ CASE",
# what was said, and "-> CODE" for each: scripts/test-cgroups.mjs knows what has to be there. Wants tsinit and busybox in PATH.
set -u
version=$1 name=$2
if [ "$version" = 1 ]; then
  pids_root=/sys/fs/cgroup/pids memory_root=/sys/fs/cgroup/memory memory_max=memory.limit_in_bytes
else
  pids_root=/sys/fs/cgroup memory_root=/sys/fs/cgroup memory_max=memory.max
fi
pids=$pids_root/$name memory=$memory_root/$name

# NAME PIDS MEMORY [NAME]: a cgroup with these limits, and one in it without; version 2 has to be told that there is one
cgroup() {
  mkdir -p "$pids/$1" "$memory/$1"
  echo "$2" >"$pids/$1/pids.max"
  echo "$3" >"$memory/$1/$memory_max"
  [ $# -lt 4 ] && return
  hand_down "$pids/$1"
  mkdir -p "$pids/$1/$4" "$memory/$1/$4"
}
hand_down() { [ "$version" = 1 ] || echo "+pids +memory" >"$1/cgroup.subtree_control"; }

# CASE CGROUP COMMAND...: runs the command there, in a PID namespace of its own
run() {
  echo "@@@ $1"
  group=$2
  shift 2
  enter='echo 0 >"$0/cgroup.procs" && echo 0 >"$1/cgroup.procs" && shift && exec "$@"'
  sh -c "$enter" "$pids/$group" "$memory/$group" unshare -pf --mount-proc "$@" </dev/null 2>&1
  echo "-> $?"
}

mkdir -p "$pids" "$memory"
[ "$version" = 1 ] || hand_down "$pids_root"
hand_down "$pids"

MB=1048576
cgroup c1 6 $((32 * MB))
run files c1 tsinit -- sh -c '
  for i in 1 2 3 4 5 6 7 8; do (sleep 0.3 &); done 2>/dev/null
  sleep 0.6
  for file in /proc/self/cgroup /proc/self/mountinfo $0/pids.max $0/pids.current $0/pids.peak $0/pids.events \
    $0/memory.max $0/memory.current $0/memory.events ${0%/*}/pids.max ${0%/*}/pids.current ${0%/*}/memory.max \
    ${0%/*}/memory.current; do
    echo "@@ $file"
    cat $file 2>/dev/null
  done
  exit 0' "$pids/c1"
cgroup c2 20 $((64 * MB))
run status c2 tsinit -- tsinit --status --json
run near c2 tsinit --grace 0 -- sh -c 'for i in $(seq 15); do sleep 9 & done; tsinit --status --json'
run bomb c2 tsinit -- sh -c '
  sh -c "for i in \$(seq 40); do sleep 0.5 & done" 2>/dev/null
  sleep 2
  (sleep 0.1 &)
  sleep 0.5
  tsinit --status --json'
cgroup c3 2 $((64 * MB))
run no-fork c3 tsinit -- true
cgroup c4 max $((16 * MB))
run oom c4 tsinit -- busybox tail /dev/zero
cgroup c5 max $((16 * MB))
run worker c5 tsinit -- sh -c 'busybox tail /dev/zero; sleep 3; kill -KILL $$'
cgroup c6 max $((16 * MB))
run orphan c6 tsinit -- sh -c '(busybox tail /dev/zero & exit); sleep 3; kill -KILL $$'
run older c6 tsinit -- sh -c 'sleep 0.5; kill -KILL $$'
run killed-before c6 tsinit -- tsinit --status --json
cgroup c7 10 $((32 * MB)) inner
run above c7/inner tsinit -- tsinit --status --json
# as in a node that is a container: what is mounted is the container's own cgroup, and the process is further down
run below c7/inner sh -c '
  mount --bind "$0" "$1" && { [ "$2" = "$1" ] || mount --bind "$3" "$2"; } && exec tsinit -- tsinit --status --json
' "$pids/c7" "$pids_root" "$memory_root" "$memory/c7"
for group in c1 c2 c3 c4 c5 c6 c7/inner c7 .; do
  for top in "$pids" "$memory"; do [ ! -d "$top/$group" ] || rmdir "$(readlink -f "$top/$group")"; done
done

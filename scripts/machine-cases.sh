#!/bin/busybox sh
# The program of a machine whose PID 1 is tsinit. It runs tsinit as PID 1 of PID namespaces, and prints "@@@ CASE", what was said,
# and "-> CODE" for each: scripts/test-machines.mjs knows what has to be there. It ends with 42.
/bin/busybox --install -s /bin
export PATH=/bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mount -t tracefs trace /sys/kernel/tracing
cd /tmp

inside() { unshare -pf --mount-proc "$@" </dev/null 2>&1; }
# CASE COMMAND...
run() {
  echo "@@@ $1"
  shift
  inside "$@"
  echo "-> $?"
}

echo
run kernel uname -rm
run exit-code tsinit -- sh -c 'exit 42'
run own-signal tsinit -- sh -c 'kill -SEGV $$'
run not-found tsinit -- no-such-program
run not-executable tsinit -- /proc
printf '#!/no/such/interpreter\n' >script
chmod +x script
run no-interpreter tsinit -- ./script
# what the child has set before it became the program
run prepared sh -c '
  grep SigIgn /proc/self/status
  export LISTEN_PID=1 LISTEN_FDS=1
  exec tsinit -- sh -c "$0"' '
    grep -E "Sig(Blk|Ign)" /proc/self/status
    echo "$$ $LISTEN_PID $(cut -d" " -f5 /proc/$$/stat)"'
run terminated tsinit -- sh -c '(sleep 1; kill -TERM 1) & exec sleep 30'
run orphan tsinit -vv -- sh -c '(sleep 0.2 &); sleep 1; grep -l "State:.Z" /proc/[0-9]*/status | wc -l'
run grace tsinit --grace 1s -- sh -c '(trap "" TERM; sleep 30; echo "still there") & sleep 0.5; exit 5'
run stop-timeout tsinit --stop-timeout 1s --grace 0 -- sh -c 'trap "" TERM; (sleep 1; kill -TERM 1) & sleep 30; sleep 30; sleep 30'
run status tsinit -- tsinit --status --json
# in VmHWM some kernels have not counted all yet; and whether there is a page that the child of a plain fork would have left its errno in
run memory tsinit -- sh -c 'grep VmHWM /proc/1/status; grep Rss /proc/1/smaps_rollup; grep -c " rw-s " /proc/1/maps'
echo 1 >/sys/kernel/tracing/events/task/task_newtask/enable
run clone tsinit -- true
echo 0 >/sys/kernel/tracing/events/task/task_newtask/enable
grep 'task_newtask:.* comm=tsinit ' /sys/kernel/tracing/trace
echo "@@@ starts"
for i in $(seq 400); do
  inside tsinit -- false
  echo "-> $?"
done | sort | uniq -c
echo "@@@ failures"
for i in $(seq 100); do
  inside tsinit -- no-such-program
  echo "-> $?"
done | sort | uniq -c
echo "@@@ machine"
exit 42

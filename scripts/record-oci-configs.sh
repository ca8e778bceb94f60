#!/bin/bash
# Records the config.json that real engines write into test/recorded/oci-configs: what is installed of runc, crun, runsc, Podman,
# Docker, containerd. Everything else that they write lies in a mount namespace of its own and is gone at the end.
#
# Run by hand, as root: scripts/record-oci-configs.sh
set -eu
to=$(cd "$(dirname "$0")/../test/recorded/oci-configs" && pwd)
if [ "${1-}" != inside ]; then
  exec unshare --mount --pid --fork --mount-proc --kill-child -- "$0" inside
fi

mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /dev/shm
export HOME=/run/home DOCKER_BUILDKIT=0
mkdir -p /run/home /run/image/bin /run/recorded && cd /run/image
cp "$(command -v busybox)" bin/busybox
for name in sh true sleep cat id; do ln -s busybox bin/$name; done
mkdir proc sys dev tmp etc
printf 'FROM scratch\nCOPY . /\nCMD ["/bin/true"]\n' > /run/Dockerfile

# a runtime that keeps the configuration of what it creates
cat > /run/recorder <<'END'
#!/bin/sh
bundle=.
previous=
for word; do
  case $previous in --bundle | -b) bundle=$word ;; esac
  previous=$word
done
case " $* " in
*" create "* | *" run "*)
  n=$(ls /run/recorded | wc -l)
  cp "$bundle/config.json" "/run/recorded/$n.json"
  ;;
esac
exec runc "$@"
END
chmod 755 /run/recorder

# keep NAME...: what was recorded since the last time, in that order
keep() {
  for file in $(ls -v /run/recorded); do
    [ $# -gt 0 ] || break
    cp "/run/recorded/$file" "$to/$1.json"
    shift
  done
  rm -f /run/recorded/*
}
# spec NAME COMMAND...: what a runtime writes of itself
spec() {
  name=$1
  shift
  command -v "$1" > /dev/null || return 0
  mkdir -p /run/spec && cd /run/spec && rm -f config.json
  "$@"
  cp config.json "$to/$name.json"
}
spec runc-spec runc spec
spec runc-spec-rootless runc spec --rootless
spec crun-spec crun spec
spec crun-spec-rootless crun spec --rootless
spec runsc-spec runsc spec

if command -v podman > /dev/null; then
  cat > /run/containers.conf <<'END'
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
[engine]
runtime = "recorder"
cgroup_manager = "cgroupfs"
events_logger = "file"
[engine.runtimes]
recorder = ["/run/recorder"]
END
  printf '[storage]\ndriver = "overlay"\ngraphroot = "/run/podman/graph"\nrunroot = "/run/podman/run"\n' > /run/storage.conf
  export CONTAINERS_CONF=/run/containers.conf CONTAINERS_STORAGE_CONF=/run/storage.conf
  podman build -q --network=none -t t -f /run/Dockerfile /run/image > /dev/null
  rm -f /run/recorded/*
  p() { podman run --rm --network=none "$@" < /dev/null > /dev/null; }
  p t; keep podman
  p --init t; keep podman-init
  p --pid=host t; keep podman-host-pid
  p --privileged t; keep podman-privileged
  p --read-only --user=1000 --cap-drop=ALL --security-opt=no-new-privileges t; keep podman-hardened
  p --annotation=dev.tsinit/inject=false --annotation=dev.tsinit/grace=20s --env='QUOTE="\' t; keep podman-annotations
  p --tty t; keep podman-tty
  p --memory=64m --pids-limit=100 --cpus=0.5 --tmpfs=/scratch --volume=/run/image:/data:ro t sh -c 'exit 0'; keep podman-limits
  cat > /run/pod.yaml <<'END'
apiVersion: v1
kind: Pod
metadata: { name: p, annotations: { dev.tsinit/grace: 20s } }
spec:
  hostNetwork: true
  restartPolicy: Never
  containers:
    - { name: c, image: localhost/t:latest, imagePullPolicy: Never, command: [sleep, "1000"] }
END
  podman play kube /run/pod.yaml > /dev/null; keep podman-pod-infra podman-pod-container
  podman pod rm -f -t 0 p > /dev/null 2>&1 || true
  podman save -q -o /run/image.tar localhost/t:latest
fi

# background FILE COMMAND...: a daemon, which writes to FILE
background() { log=$1; shift; "$@" > "$log" 2>&1 & }
answers() { for _ in $(seq 100); do "$@" > /dev/null 2>&1 && return; sleep 0.1; done; return 1; }

if command -v dockerd > /dev/null; then
  echo '{"runtimes": {"recorder": {"path": "/run/recorder"}}, "default-runtime": "recorder"}' > /run/daemon.json
  background /run/dockerd.log dockerd --config-file=/run/daemon.json --data-root=/run/docker-data --bridge=none --iptables=false \
    --ip6tables=false --ip-forward=false --ip-masq=false
  answers docker version
  docker build -q --network=none -t t -f /run/Dockerfile /run/image > /dev/null 2>&1
  rm -f /run/recorded/*
  d() { docker run --rm --network=none "$@" < /dev/null > /dev/null; }
  d t; keep docker
  d --init t; keep docker-init
  d --pid=host t; keep docker-host-pid
  d --tty t; keep docker-tty
  d --read-only --user=1000 --cap-drop=ALL --security-opt=no-new-privileges t; keep docker-hardened
  d --memory=64m --pids-limit=100 --cpus=0.5 --tmpfs=/scratch --volume=/run/image:/data:ro t sh -c 'exit 0'; keep docker-limits
fi

if command -v containerd > /dev/null && [ -f /run/image.tar ]; then
  printf 'version = 2\nroot = "/run/cd/root"\nstate = "/run/cd/state"\n[grpc]\naddress = "/run/cd.sock"\n' > /run/cd.toml
  background /run/cd.log containerd --config=/run/cd.toml
  answers ctr -a /run/cd.sock version
  ctr -a /run/cd.sock images import /run/image.tar > /dev/null
  c() { ctr -a /run/cd.sock run --rm --runc-binary=/run/recorder "$@" < /dev/null > /dev/null; }
  c localhost/t:latest c1; keep containerd
  c --annotation=dev.tsinit/grace=20s --read-only localhost/t:latest c2 /bin/sh -c 'exit 0'; keep containerd-annotations
fi
chmod 644 "$to"/*.json
ls "$to"

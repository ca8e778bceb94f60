#!/bin/sh
# Brings tsinit-runtime to a node of Kubernetes, or takes it away again. Whatever is done already is not done again.
#
#   install.sh install FROM [ROOT]   copies tsinit and tsinit-runtime from the directory FROM to /opt/tsinit, and makes a runtime
#                                    `tsinit` of containerd or CRI-O
#   install.sh remove [ROOT]         undoes that; /etc/tsinit/runtime.conf stays, if somebody has changed it
#
# ROOT: where the node's root directory is, default /. RESTART: a command that is run if the configuration has changed. It is told
# the service's name, containerd or crio. Containers that run go on.
set -eu

BEGIN='# tsinit-runtime begins'
END='# tsinit-runtime ends'
CONF='# Settings of tsinit-runtime, one a line: NAME = VALUE'

die() {
  echo "install.sh: $1" >&2
  exit 1
}

# replace FILE: its new content comes on stdin. Returns whether it is another one.
replace() {
  cat > "$1.tsinit-new"
  if [ -f "$1" ] && cmp -s "$1" "$1.tsinit-new"; then
    rm "$1.tsinit-new"
    return 1
  fi
  if [ -f "$1" ]; then # mode and owner are kept
    cp -p "$1" "$1.tsinit-copy"
    cat "$1.tsinit-new" > "$1.tsinit-copy"
    rm "$1.tsinit-new"
    mv "$1.tsinit-copy" "$1"
  else
    mv "$1.tsinit-new" "$1"
  fi
}

# without FILE: its content without our part
without() {
  sed "/^$BEGIN\$/,/^$END\$/d" "$1"
}

containerd_part() {
  case $(without "$1" | sed -n 's/^ *version *= *\([0-9]\).*/\1/p' | head -n 1) in
  2) plugin=io.containerd.grpc.v1.cri ;;
  3) plugin=io.containerd.cri.v1.runtime ;;
  *) die "$1 has neither version = 2 nor version = 3" ;;
  esac
  # the cgroups of all runtimes have to be made in the way of the kubelet
  systemd=false
  if without "$1" | grep -q '^ *SystemdCgroup *= *true'; then systemd=true; fi
  cat << END_OF_PART
$BEGIN
[plugins.'$plugin'.containerd.runtimes.tsinit]
  runtime_type = 'io.containerd.runc.v2'
  pod_annotations = ['dev.tsinit/*']
  [plugins.'$plugin'.containerd.runtimes.tsinit.options]
    BinaryName = '/opt/tsinit/tsinit-runtime'
    SystemdCgroup = $systemd
$END
END_OF_PART
}

crio_file() {
  cat << END_OF_FILE
[crio.runtime.runtimes.tsinit]
runtime_path = "/opt/tsinit/tsinit-runtime"
runtime_type = "oci"
runtime_root = "/run/tsinit-runtime"
END_OF_FILE
}

restart() {
  echo "install.sh: the configuration of $1 has changed"
  if [ -n "${RESTART-}" ]; then $RESTART "$1"; fi
}

install() {
  for name in tsinit tsinit-runtime; do [ -f "$1/$name" ] || die "there is no $1/$name"; done
  [ -f "$containerd" ] || [ -d "$crio" ] || die "there is neither $containerd nor $crio"
  # the part is made before anything is changed: it may be refused
  if [ -f "$containerd" ]; then part=$(containerd_part "$containerd"); fi
  mkdir -p "$root/opt/tsinit" "$root/etc/tsinit"
  for name in tsinit tsinit-runtime; do # a container may be starting: it finds the old file or the new one
    if replace "$root/opt/tsinit/$name" < "$1/$name"; then chmod 755 "$root/opt/tsinit/$name"; fi
  done
  [ -f "$conf" ] || echo "$CONF" > "$conf"
  if [ -f "$containerd" ]; then
    if { without "$containerd"; echo "$part"; } | replace "$containerd"; then restart containerd; fi
  fi
  if [ -d "$crio" ]; then
    if crio_file | replace "$crio/50-tsinit.conf"; then restart crio; fi
  fi
}

remove() {
  if [ -f "$containerd" ]; then
    if without "$containerd" | replace "$containerd"; then restart containerd; fi
  fi
  if [ -f "$crio/50-tsinit.conf" ]; then
    rm "$crio/50-tsinit.conf"
    restart crio
  fi
  if [ -f "$conf" ] && [ "$(cat "$conf")" = "$CONF" ]; then rm "$conf"; fi
  # containers that run have the init mounted, and keep its file until they end
  rm -rf "$root/opt/tsinit"
  rmdir "$root/etc/tsinit" 2> /dev/null || true
}

command=${1-}
case $command in
install)
  [ $# -ge 2 ] || die 'from where?'
  from=$2
  root=${3-}
  ;;
remove) root=${2-} ;;
*) die 'install or remove?' ;;
esac
root=${root%/}
containerd=$root/etc/containerd/config.toml
crio=$root/etc/crio/crio.conf.d
conf=$root/etc/tsinit/runtime.conf
if [ "$command" = install ]; then install "$from"; else remove; fi

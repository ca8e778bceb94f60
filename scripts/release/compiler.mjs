/** The compiler of the pinned root for one architecture, as scripts/build wants a compiler: a command that is run in the project's folder. */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { root as project } from "../build/run.mjs";

/** Where the project is in the root. */
const HERE = "/project";

/**
 * Writes commands of the names that scripts/build asks for, each of which runs that program in the root, with the project's
 * folder mounted there for so long, and nothing of the caller's environment. Returns the path of the compiler.
 */
export function compilerOf(root, { debian, compiler }) {
  const folder = `${root}/commands/${debian}`;
  mkdirSync(folder, { recursive: true });
  mkdirSync(`${root}${HERE}`, { recursive: true });
  // the specs that make a compiler with glibc one with musl, as in musl-gcc; their paths are right in the root
  const musl = compiler.replace("i686", "i386").replace("-gnu", "-musl");
  const cc = `${compiler}-gcc -specs /usr/lib/${musl}/musl-gcc.specs`;
  for (const name of ["nm", "readelf", "strip"]) write(`${folder}/${name}`, enter(root, `${compiler}-${name}`));
  write(`${folder}/cc`, `case $1 in -print-prog-name=*) echo "\${0%/*}/\${1#*=}"; exit ;; esac\n${enter(root, cc)}`);
  return `${folder}/cc`;
}

function enter(root, command) {
  return `exec unshare --mount sh -c 'mount --bind "$1" "$2" && shift 2 && exec "$@"' sh '${project}' '${root}${HERE}' \\
  unshare --root='${root}' --wd=${HERE} env -i PATH=/usr/sbin:/usr/bin LC_ALL=C ${command} "$@"\n`;
}

function write(path, text) {
  writeFileSync(path, `#!/bin/sh\n${text}`);
  chmodSync(path, 0o755);
}

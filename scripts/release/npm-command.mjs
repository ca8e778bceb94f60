/** The command of npm's package, a shell script that becomes the static binary: PID 1 is that then, and no Node has started. */
import { ARCHITECTURES } from "./architectures.mjs";

/** What npm calls the package of a machine, without its scope: npm knows it by `os` and `cpu`. */
export const packageOf = ({ node }) => `linux-${node}`;

/** Machines whose kernel runs programs of another one too, which may be all that there is. */
const OTHERS = { amd64: "i386", arm64: "armhf" };

/**
 * The script's text, for the package `name` of `version`. The binary is looked for where npm, pnpm and yarn put packages that
 * belong to this one: in the node_modules of a folder above, or beside this one among what Yarn has unpacked.
 */
export function command(name, version) {
  const scope = name.split("/")[0];
  const known = ARCHITECTURES.filter(({ node }) => node !== "");
  const packages = ({ debian }) => known.filter((one) => [debian, OTHERS[debian]].includes(one.debian)).map(packageOf);
  const machines = known.map((machine) => `  ${machine.uname}) packages="${packages(machine).join(" ")}" ;;`);
  return `#!/bin/sh
refuse() {
  echo "[FATAL tsinit ($$)] $1" >&2
  exit 125
}

machine=$(uname -sm)
case \${machine#Linux } in
${machines.join("\n")}
  *) refuse "tsinit is made for ${known.map(packageOf).join(", ")}, not for $machine" ;;
esac

above=$(readlink -f "$0")
while [ -n "$above" ]; do
  above=\${above%/*}
  for package in $packages; do
    for folder in "$above/node_modules" "$above/${scope}-$package-npm-${version}"-*/node_modules; do
      binary=$folder/${scope}/$package/tsinit
      [ ! -x "$binary" ] || exec "$binary" "$@"
    done
  done
done
package=${scope}/\${packages%% *}
refuse "the package $package is not installed, which npm leaves out by --omit=optional: npm install $package@${version}"
`;
}

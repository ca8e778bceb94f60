/** Debian's packages of other suites and architectures, by an APT that changes nothing of the machine's own. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";

const KEYS = "/usr/share/keyrings/debian-archive-keyring.gpg";

/** Debian's mirror: that of the variable TSINIT_MIRROR, or the one that this machine's own sources name. */
export function debianMirror() {
  if (process.env.TSINIT_MIRROR) return process.env.TSINIT_MIRROR;
  const format = ["--format", "$(ORIGIN) $(LABEL) $(REPO_URI)", "Identifier: Packages"];
  const targets = execFileSync("apt-get", ["indextargets", ...format], { encoding: "utf8" });
  const mirror = /^Debian Debian (\S+)$/m.exec(targets)?.[1];
  if (mirror === undefined) throw new Error("APT's sources name no mirror of Debian: apt-get update");
  return mirror;
}

/**
 * Downloads packages, each `{ suite, architecture, name }`, into a folder, which is made, from a mirror, which may show Debian as it
 * once was. Returns the paths. Throws a sentence if one cannot be had.
 */
export function fetchPackages(folder, packages, mirror = debianMirror()) {
  const apt = mkdtempSync(`${tmpdir()}/apt-`);
  try {
    for (const name of ["state/lists/partial", "cache/archives/partial"])
      mkdirSync(`${apt}/${name}`, { recursive: true });
    const source = ({ suite, architecture }) =>
      `deb [arch=${architecture} signed-by=${KEYS}] ${mirror} ${suite} main\n`;
    writeFileSync(`${apt}/sources.list`, [...new Set(packages.map(source))].join(""));
    writeFileSync(`${apt}/state/status`, "");
    const architectures = packages.map(({ architecture }) => `"${architecture}";`).join(" ");
    writeFileSync(
      `${apt}/conf`,
      `Dir::State "${apt}/state"; Dir::State::status "${apt}/state/status"; Dir::Cache "${apt}/cache";
Dir::Etc::sourcelist "${apt}/sources.list"; Dir::Etc::sourceparts "/nonexistent"; Acquire::Check-Valid-Until "false";
APT::Architectures { ${architectures} }; APT::Sandbox::User "root";\n`,
    );
    mkdirSync(folder, { recursive: true });
    const options = { cwd: folder, env: { ...process.env, APT_CONFIG: `${apt}/conf` } };
    quietly("apt-get", "update", "-qq", options);
    quietly("apt-get", "download", "-qq", ...packages.map((one) => `${one.name}:${one.architecture}`), options);
  } finally {
    rmSync(apt, { recursive: true });
  }
  return readdirSync(folder).map((file) => `${folder}/${file}`);
}

/** Runs a command. If it fails, a sentence is thrown, with the line of what it said that tells why. */
export function quietly(command, ...args) {
  const options = typeof args.at(-1) === "object" ? args.pop() : {};
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: "utf8", ...options });
  if (status === 0) return;
  const said = error?.message ?? `${stdout}${stderr}`.trim();
  // as APT and debootstrap mark it
  const reason = /^E: .*/m.exec(said)?.[0] ?? said.split("\n").at(-1);
  throw new Error(`${[command, ...args.slice(0, 2)].join(" ")} failed: ${reason}`);
}

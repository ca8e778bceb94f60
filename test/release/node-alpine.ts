/** An image that stands for node:20-alpine, which Dockerfile.example builds in, where no registry of images is reached. */
import { chmodSync, cpSync, mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ARCHITECTURES } from "../../scripts/release/architectures.mjs";
import { pinnedRoot } from "../../scripts/release/root.mjs";
import type { Engine } from "../containers/support/engine";
import { installed } from "../support/installed";

/** What the pinned root has for other machines, and what nobody needs to build; Alpine has no command of the last name. */
const others = ARCHITECTURES.filter(({ debian }) => debian !== "amd64").flatMap(({ compiler }) => [
  `./usr/${compiler}`,
  `./usr/bin/${compiler}-*`,
]);
const LEFT_OUT = [
  ...["./usr/lib/gcc-cross", "./usr/libexec/gcc-cross", "./usr/share", "./var", "./proc", "./sys", "./dev"],
  ...["./musl", "./commands", "./usr/bin/musl-gcc", ...others],
];

/** Alpine's own compiler links with musl. */
const CC = 'exec gcc -specs /usr/lib/x86_64-linux-musl/musl-gcc.specs "$@"';
/** All that build-base would bring is there. */
const APK = '[ "$*" = "add --no-cache build-base" ]';

/**
 * Gives the engine an image of that name: the pinned root's C compiler and musl, of this machine alone, with this machine's Node and
 * npm. What it cannot stand for is Alpine's compiler, which is another one, and Node linked with musl.
 */
export async function standForNodeAlpine(engine: Engine): Promise<void> {
  const folder = `${engine.machine.directory}/node-alpine`;
  const bin = `${folder}/local/bin`;
  const modules = `${folder}/local/lib/node_modules`;
  mkdirSync(bin, { recursive: true });
  cpSync(process.execPath, `${bin}/node`);
  cpSync(join(realpathSync(installed("npm")), "../.."), `${modules}/npm`, { recursive: true });
  symlinkSync("../lib/node_modules/npm/bin/npm-cli.js", `${bin}/npm`);
  for (const [name, text] of Object.entries({ cc: CC, apk: APK })) {
    writeFileSync(`${bin}/${name}`, `#!/bin/sh\n${text}\n`);
    chmodSync(`${bin}/${name}`, 0o755);
  }
  // those whom Node trusts here beside its own list, or a registry behind a proxy would not do
  const { NODE_EXTRA_CA_CERTS: trusted = "/dev/null" } = process.env;
  writeFileSync(`${folder}/local/ca.crt`, readFileSync(trusted));
  const without = LEFT_OUT.map((pattern) => `--exclude=${pattern}`);
  const tar = ["tar", "--create", `--file=${folder}.tar`, ...without, `--directory=${pinnedRoot()}`, "."];
  await engine.machine.must(tar);
  await engine.must("import", `${folder}.tar`, "localhost/pinned-root");
  writeFileSync(
    `${folder}/Dockerfile`,
    "FROM localhost/pinned-root\nCOPY local /usr/local/\nENV NODE_EXTRA_CA_CERTS=/usr/local/ca.crt\n",
  );
  await engine.must("build", "--network=none", "--tag=docker.io/library/node:20-alpine", folder);
}

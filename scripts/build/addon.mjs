/**
 * native/addon -> the Node host's addon. In plain C, with the headers of the node-api-headers package alone, so that it can be
 * cross compiled, and that no Node and no setting of npm's (npm_config_nodedir) has a say in it.
 */
import { mkdirSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { WARNINGS } from "./link.mjs";
import { writeNumbers } from "./numbers.mjs";
import { root, run } from "./run.mjs";

const FLAGS = [
  ..."-std=gnu11 -Os -fPIC -fvisibility=hidden -fno-asynchronous-unwind-tables -pthread".split(" "),
  ..."-DNAPI_VERSION=8 -DSYS_HAS_SETTING".split(" "),
  // offsets have 64 bits everywhere; the functions for such times, which Debian has on ARM, came with glibc 2.34: clock.c asks
  // the kernel itself
  ..."-D_FILE_OFFSET_BITS=64 -U_TIME_BITS".split(" "),
];
const LINK_FLAGS = [
  // now, not lazily: the dynamic linker at work needs more stack than sys_spawn() gives the child
  ..."-shared -pthread -Wl,-z,now -Wl,-z,noexecstack -Wl,--gc-sections -Wl,--build-id=none".split(" "),
];

/**
 * Builds the addon into the file `output` (from the project's folder, or absolute). `cc`: a compiler for glibc, of whatever
 * machine; what it makes runs with musl too. `sanitize`: options of the compiler in place of stripping.
 */
export function buildAddon({ cc = process.env.CC ?? "cc", output, sanitize = "" }) {
  writeNumbers("build/addon");
  const { include_dir: headers } = createRequire(import.meta.url)("node-api-headers");
  const folders = ["native", "native/addon", "build/addon", headers].map((folder) => `-I${folder}`);
  const sources = ["native", "native/addon"].flatMap((folder) =>
    readdirSync(`${root}/${folder}`)
      .filter((name) => name.endsWith(".c"))
      .sort()
      .map((name) => `${folder}/${name}`),
  );
  const more = [process.env.CFLAGS ?? "", sanitize || "-s"].join(" ").split(" ").filter(Boolean);
  mkdirSync(dirname(`${output.startsWith("/") ? "" : root}${output}`), { recursive: true });
  run(cc, ...FLAGS, ...WARNINGS, ...folders, ...more, ...sources, ...LINK_FLAGS, "-lm", "-o", output);
  return output;
}

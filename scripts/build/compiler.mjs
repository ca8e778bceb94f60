/** The C compiler, and the tools that belong to it. */
import { execFileSync, spawnSync } from "node:child_process";

/** CC, or musl-gcc, or what there is. */
export function compiler() {
  if (process.env.CC) return process.env.CC;
  const found = ["musl-gcc", "cc", "gcc"].find((name) => spawnSync(name, ["--version"]).status === 0);
  if (found) return found;
  console.error("No C compiler: install musl-tools (Debian, Ubuntu) or build-base (Alpine)");
  process.exit(1);
}

export function isLittleEndian(cc) {
  const macros = execFileSync(cc, ["-dM", "-E", "-x", "c", "/dev/null"], { encoding: "utf8" });
  return /__BYTE_ORDER__ __ORDER_LITTLE_ENDIAN__/.test(macros);
}

/** The compiler's own nm, readelf or strip: they know the machine that it compiles for. */
export function tool(name) {
  return execFileSync(compiler(), [`-print-prog-name=${name}`], { encoding: "utf8" }).trim();
}

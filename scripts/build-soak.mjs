/**
 * Builds dist/tsinit-soak: dist/tsinit, but for its system calls and its exit, which come by test/support/soak-hooks.c, and
 * its symbols, which it keeps. Wants a build in dist/.
 *
 * Run by hand: node scripts/build-soak.mjs
 */
import { fileURLToPath } from "node:url";
import { compile, FLAGS, LINK_FLAGS } from "./build/link.mjs";

/** Builds `folder`/tsinit-soak. */
export function buildSoak(folder = "dist") {
  compile("tsinit", {
    output: `${folder}/tsinit-soak`,
    flags: [...FLAGS, "-Dsyscall=soak_syscall", "-D_exit=soak_exit"],
    link: [...LINK_FLAGS, "test/support/soak-hooks.c"],
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) buildSoak();

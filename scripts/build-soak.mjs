/**
 * Builds dist/tsinit-soak: dist/tsinit, but for its system calls and its exit, which come by test/support/soak-hooks.c, and
 * its symbols, which it keeps. Wants a build in dist/.
 *
 * Run by hand: node scripts/build-soak.mjs
 */
import { compile, FLAGS, LINK_FLAGS } from "./build/link.mjs";

compile("tsinit", {
  output: "dist/tsinit-soak",
  flags: [...FLAGS, "-Dsyscall=soak_syscall", "-D_exit=soak_exit"],
  link: [...LINK_FLAGS, "test/support/soak-hooks.c"],
});

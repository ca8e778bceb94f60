import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    globalSetup: ["test/binary/setup.mjs", "test/node/setup.mjs"],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      // apart, because it wants no other build, and can run beside the others: scripts/test.mjs
      { extends: true, test: { name: "core", include: ["test/core/**/*.test.ts"] } },
      { extends: true, test: { name: "tsinit", include: ["test/**/*.test.ts"], exclude: ["test/core/**"] } },
      {
        // the same contract on the other host
        extends: true,
        test: {
          name: "tsinit-node",
          include: ["test/binary/**/*.test.ts"],
          setupFiles: ["test/support/other-host.ts"],
          env: { TSINIT_HOST: "tsinit-node" },
        },
      },
      {
        // and on another machine, whose programs an x86-64 runs too
        extends: true,
        test: {
          name: "tsinit-i386",
          include: ["test/binary/**/*.test.ts"],
          setupFiles: ["test/support/i386.ts"],
          env: { TSINIT_DIST: "build/i386" },
        },
      },
    ],
  },
});

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    globalSetup: ["test/binary/setup.ts", "test/node/setup.ts"],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: "tsinit", include: ["test/**/*.test.ts"] } },
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
    ],
  },
});

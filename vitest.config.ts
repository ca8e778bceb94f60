import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/binary/setup.ts"],
    fileParallelism: false,
    testTimeout: 60_000,
  },
});

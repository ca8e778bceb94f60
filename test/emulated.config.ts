/** vitest's, for scripts/test-emulated.mjs, which has built what is tested. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: fileURLToPath(new URL("..", import.meta.url)),
    include: ["test/binary/**/*.test.ts"],
    setupFiles: ["test/support/emulated.ts"],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

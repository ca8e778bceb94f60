/**
 * Tests tsinit under container runtimes, also under Docker, which is too large for npm test to install: setup, build, vitest.
 *
 * Run by hand, as root: npm run test:containers [-- VITEST OPTIONS], for example npm run test:containers -- -t docker
 */
import { setup, TESTS } from "./setup.mjs";
import { vitest } from "./vitest.mjs";

setup({ ...TESTS, dockerd: "docker.io" });
// it imports what setup() has installed
const { build } = await import("./build.mjs");
const { buildRuntime } = await import("./build-runtime.mjs");
build();
buildRuntime();
process.exit(vitest("--project=tsinit", "test/containers", ...process.argv.slice(2)));

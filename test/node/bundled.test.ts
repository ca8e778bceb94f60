/** A program that has been made one file, by a bundler, with the library in it: it runs in an empty folder. */
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { build as esbuild } from "esbuild";
import { build as vite } from "vite";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../support/directory";
import { run } from "../support/namespace";
import { NODE_HOST, needsNodeHost } from "../support/node-host";

needsNodeHost();

const PROGRAM = `
  supervise({ command: ["sh", "-c", "(true &); exit 7"], onReap: () => console.log("reaped") }).then((code) => process.exit(code));
`;
const IMPORT = `import { supervise } from ${JSON.stringify(`${NODE_HOST}/index.mjs`)};${PROGRAM}`;
const REQUIRE = `const { supervise } = require(${JSON.stringify(`${NODE_HOST}/index.cjs`)});${PROGRAM}`;

/** Makes one file of `source` in a new folder by `make`, and runs that file alone. */
async function runBundled(name: string, source: string, make: (entry: string, output: string) => Promise<unknown>) {
  const folder = temporaryDirectory();
  const entry = `${folder}/entry.${source === IMPORT ? "mjs" : "cjs"}`;
  writeFileSync(entry, source);
  mkdirSync(`${folder}/out`);
  await make(entry, `${folder}/out/${name}`);
  mkdirSync(`${folder}/empty`);
  copyFileSync(`${folder}/out/${name}`, `${folder}/empty/${name}`);
  expect(readdirSync(`${folder}/empty`)).toEqual([name]);
  return run([process.execPath, `${folder}/empty/${name}`], { cwd: `${folder}/empty` });
}

const sources: [string, string][] = [
  ["import", IMPORT],
  ["require", REQUIRE],
];
const formats: ["cjs" | "esm", string][] = [
  ["cjs", "bundle.cjs"],
  ["esm", "bundle.mjs"],
];

test.each(sources.flatMap(([how, source]) => formats.map(([format, name]) => [how, format, source, name] as const)))(
  "esbuild: %s, to %s",
  async (_how, format, source, name) => {
    const outcome = await runBundled(name, source, (entry, outfile) =>
      esbuild({
        entryPoints: [entry],
        outfile,
        bundle: true,
        minify: true,
        platform: "node",
        format,
        logLevel: "silent",
        // as everybody does who bundles CommonJS to an ES module
        ...(format === "esm" && {
          banner: {
            js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
          },
        }),
      }),
    );
    expect(outcome).toEqual({ code: 7, stdout: "reaped\n", stderr: "" });
  },
);

test.each(formats)("vite, and with it rollup, for a server: to %s", async (format, name) => {
  const outcome = await runBundled(name, IMPORT, (entry, output) =>
    vite({
      logLevel: "silent",
      configFile: false,
      ssr: { noExternal: true },
      build: {
        ssr: entry,
        outDir: output.slice(0, output.lastIndexOf("/")),
        rollupOptions: { output: { format, entryFileNames: name } },
      },
    }),
  );
  expect(outcome).toEqual({ code: 7, stdout: "reaped\n", stderr: "" });
});

test("where no directory takes the addon the sentence says so", async () => {
  const script = `for dir in /mnt /dev/shm /run /var/tmp; do mount -t tmpfs -o noexec tmpfs $dir || exit 99; done
    cd /proc; exec "$@"`;
  const folder = temporaryDirectory();
  writeFileSync(`${folder}/entry.mjs`, IMPORT);
  await esbuild({
    entryPoints: [`${folder}/entry.mjs`],
    outfile: `${folder}/bundle.cjs`,
    bundle: true,
    platform: "node",
    logLevel: "silent",
  });
  const argv = ["unshare", "--mount", "sh", "-c", script, "sh", process.execPath, `${folder}/bundle.cjs`];
  const { code, stderr } = await run(argv, { env: { TMPDIR: "/mnt" } });
  expect(code).toBe(1);
  expect(stderr).toContain("no directory can be written to and is not mounted noexec: ");
});

/** What a program says in which some of `process` is another's. */
function elsewhere(change: string): string {
  const program = `
    ${change}
    import(${JSON.stringify(`${NODE_HOST}/index.mjs`)}).then(async ({ supervise, start, reapOrphans, status, becomeSubreaper, report }) => {
      for (const call of [supervise, start, reapOrphans, status, becomeSubreaper, report])
        try { await call({ command: ["true"] }); console.log("no error"); } catch (error) { console.log(error.message); }
      await import(${JSON.stringify(`${NODE_HOST}/register.mjs`)});
      console.log("registered");
    });`;
  return execFileSync(process.execPath, ["-e", program], { encoding: "utf8", stdio: "pipe" });
}

test.each([
  [
    "another system",
    'Object.defineProperty(process, "platform", { value: "darwin" });',
    "tsinit works on Linux only, not on darwin",
  ],
  [
    "Bun",
    'Object.defineProperty(process.versions, "bun", { value: "1" });',
    "tsinit works on Node only, not on Bun: there the static binary can be used",
  ],
  [
    "Deno",
    'Object.defineProperty(process.versions, "deno", { value: "1" });',
    "tsinit works on Node only, not on Deno: there the static binary can be used",
  ],
  [
    "Node for ARMv6",
    `Object.defineProperty(process, "arch", { value: "arm" });
     Object.defineProperty(process, "config", { value: { variables: { arm_version: "6" } } });`,
    "tsinit's addon is for ARMv7, and this Node is for ARMv6: there the static binary can be used",
  ],
])("%s: it loads, every function says so when it is called, register does nothing", (_where, change, sentence) => {
  expect(elsewhere(change)).toBe(`${`${sentence}\n`.repeat(6)}registered\n`);
});

test("a machine that it was not built for", async () => {
  const folder = temporaryDirectory();
  copyFileSync(`${NODE_HOST}/index.mjs`, `${folder}/index.mjs`);
  const program = `Object.defineProperty(process, "arch", { value: "mips" });
    import(${JSON.stringify(`${folder}/index.mjs`)}).then(({ status }) => status()).catch((error) => console.log(error.message));`;
  const stdout = execFileSync(process.execPath, ["-e", program], { encoding: "utf8" });
  expect(stdout).toBe(`there is no addon of tsinit for linux-mips, only for ${process.arch}\n`);
});

test("a file beside the library that is no addon, as ncc leaves one", async () => {
  const folder = temporaryDirectory();
  copyFileSync(`${NODE_HOST}/index.mjs`, `${folder}/index.mjs`);
  writeFileSync(`${folder}/tsinit.node`, 'module.exports = __dirname + "tsinit.node";');
  const program = `import(${JSON.stringify(`${folder}/index.mjs`)}).then(({ status }) => console.log(status().pid))`;
  expect(await run([process.execPath, "-e", program])).toEqual({ code: 0, stdout: "1\n", stderr: "" });
});

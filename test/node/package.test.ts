/** `npm pack` makes a package that others can install: import, require, types and the command work. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { run } from "../support/namespace";
import { needsNodeHost, whyNoNodeHost } from "../support/node-host";

needsNodeHost();

const root = fileURLToPath(new URL("../..", import.meta.url));
let project: string;
let files: string[];

/** An empty project, into which the package has been installed from its tarball, without any registry. */
beforeAll(() => {
  if (whyNoNodeHost) return;
  project = mkdtempSync(`${tmpdir()}/tsinit-package-`);
  const pack = ["pack", "--ignore-scripts", "--json", `--pack-destination=${project}`];
  const [packed] = JSON.parse(execFileSync("npm", pack, { cwd: root, encoding: "utf8" }));
  files = packed.files.map(({ path }: { path: string }) => path);
  writeFileSync(`${project}/package.json`, '{ "name": "empty", "version": "1.0.0" }\n');
  execFileSync("npm", ["install", "--offline", "--no-audit", "--no-fund", `${project}/${packed.filename}`], {
    cwd: project,
  });
  return () => rmSync(project, { recursive: true });
}, 60_000);

const node = (...args: string[]) => run([process.execPath, ...args], { cwd: project });

test("what is in it: the binary, the library, the papers, and nothing else", () => {
  const library = [
    "index.cjs",
    "index.d.cts",
    "index.d.mts",
    "index.mjs",
    "register.cjs",
    "register.mjs",
    "tsinit.node",
  ];
  const papers = ["LICENSE", "README.md", "package.json"].filter(
    (file) => file !== "README.md" || files.includes(file),
  );
  const documents = ["docs/node.md", "docs/status.schema.json"];
  const expected = ["dist/tsinit", ...library.map((file) => `dist/node/${file}`), ...documents, ...papers];
  expect(files.sort()).toEqual(expected.sort());
  const { dependencies, scripts, os } = JSON.parse(
    readFileSync(`${project}/node_modules/@tsinit/tsinit/package.json`, "utf8"),
  );
  // it can be installed on every system: people write there what runs on Linux
  expect([dependencies, scripts.install, scripts.postinstall, os]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test("import", async () => {
  writeFileSync(
    `${project}/import.mjs`,
    `import { supervise, status } from "@tsinit/tsinit";
     console.log(status().getsOrphans);
     process.exit(await supervise({ command: ["sh", "-c", "exit 41"] }));`,
  );
  expect(await node("import.mjs")).toEqual({ code: 41, stdout: "true\n", stderr: "" });
});

test("require", async () => {
  writeFileSync(
    `${project}/require.cjs`,
    `const { supervise, status } = require("@tsinit/tsinit");
     console.log(status().getsOrphans);
     supervise({ command: ["sh", "-c", "exit 42"] }).then(process.exit);`,
  );
  expect(await node("require.cjs")).toEqual({ code: 42, stdout: "true\n", stderr: "" });
});

test("npx tsinit is the static binary", async () => {
  expect((await run(["npx", "--offline", "tsinit", "--", "true"], { cwd: project })).code).toBe(0);
  const { code, stdout } = await run(
    ["npx", "--offline", "tsinit", "--", "sh", "-c", "readlink /proc/$PPID/exe; exit 43"],
    {
      cwd: project,
    },
  );
  expect(code).toBe(43);
  expect(stdout.trim()).toMatch(/node_modules\/@tsinit\/tsinit\/dist\/tsinit$/);
});

test("the binary is found: binaryPath, by import and require, and a path of its own", async () => {
  writeFileSync(
    `${project}/binary.mjs`,
    `import { createRequire } from "node:module";
     import { fileURLToPath } from "node:url";
     import { binaryPath } from "@tsinit/tsinit";
     const { binaryPath: required } = createRequire(import.meta.url)("@tsinit/tsinit");
     console.log([binaryPath, required, fileURLToPath(import.meta.resolve("@tsinit/tsinit/binary"))].join("\\n"));`,
  );
  const { stdout } = await node("binary.mjs");
  expect(stdout).toBe(`${project}/node_modules/@tsinit/tsinit/dist/tsinit\n`.repeat(3));
});

test("register, by its name", async () => {
  writeFileSync(`${project}/server.cjs`, 'setInterval(() => {}, 1000); process.kill(process.pid, "SIGTERM");');
  for (const option of ["--import", "--require"])
    expect(await node(option, "@tsinit/tsinit/register", "server.cjs")).toMatchObject({ code: 143, stderr: "" });
});

/** How a project of TypeScript sees the package: module, moduleResolution, with the types of Node or without. */
const projects: [string, string, string[]][] = [
  ["nodenext", "nodenext", ["node"]],
  ["esnext", "bundler", ["node"]],
  ["esnext", "bundler", []],
  ["commonjs", "node10", ["node"]],
  ["commonjs", "node10", []],
];

test.each(projects)("types, with module %s, moduleResolution %s, types of %j", (module, moduleResolution, types) => {
  const good = `import { supervise, start, report, binaryPath, type EndEvent, type Supervision } from "@tsinit/tsinit";
    const onReap = ({ pid, signal }: EndEvent): string => \`\${pid} \${signal}\`;
    export const code: Promise<number> = supervise({ command: ["true"], grace: 500, stopSignal: ["INT"], onReap });
    export const init: Supervision = start({ command: ["cat"], stdio: ["pipe", "inherit", 2], cwd: "/", uid: 1, hookTimeout: "5s" });
    export const ended: Promise<string | null> = init.exited.then(({ signal }) => signal);
    export const healthy: Promise<boolean> = report({ maxPids: 80, ignore: ["zombies"] }).then((found) => found.healthy);
    export const path: string = binaryPath ?? "";`;
  const bad = `import { supervise, start } from "@tsinit/tsinit";
    // @ts-expect-error
    supervise({ command: "true" });
    // @ts-expect-error
    supervise({ command: [], nosuchOption: 1 });
    // @ts-expect-error
    start({ command: [], stdio: ["pipe"] });`;
  const sources =
    moduleResolution === "nodenext" ? ["good.mts", "good.cts", "bad.mts", "bad.cts"] : ["good.ts", "bad.ts"];
  for (const source of sources) writeFileSync(`${project}/${source}`, source.startsWith("good") ? good : bad);
  const options = ["--strict", "--noEmit", "--skipLibCheck", "false", "--target", "es2022", "--module", module];
  const typeRoots =
    types.length > 0 ? ["--types", "node", "--typeRoots", `${root}node_modules/@types`] : ["--typeRoots", "./none"];
  const how = ["--moduleResolution", moduleResolution, "--lib", "es2022", ...typeRoots];
  expect(() =>
    execFileSync(`${root}node_modules/.bin/tsc`, [...options, ...how, ...sources], { cwd: project, encoding: "utf8" }),
  ).not.toThrow();
});

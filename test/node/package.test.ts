/** npm's packages can be installed by others: import, require, types, register and the command work. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { temporaryDirectory } from "../support/directory";
import { dist } from "../support/fixtures";
import { run } from "../support/namespace";
import { needsNodeHost, whyNoNodeHost } from "../support/node-host";
import { VERSION } from "../support/version";

needsNodeHost();

const root = fileURLToPath(new URL("../..", import.meta.url));
const MACHINE = `linux-${process.arch}`;
let project: string;
let archives: string[];

/** The archives of what is in dist, made in `folder` under a umask. */
function pack(folder: string, umask = "022"): string[] {
  const argv = ["-c", 'umask "$1"; exec "$2" "$3" "$4"', "sh", umask, process.execPath];
  const stdout = execFileSync("sh", [...argv, `${root}scripts/release/npm.mjs`, folder], {
    cwd: root,
    encoding: "utf8",
  });
  return stdout.trim().split("\n");
}

/** An empty project, into which the packages have been installed from their archives, without any registry. */
beforeAll(() => {
  if (whyNoNodeHost) return;
  project = mkdtempSync(`${tmpdir()}/tsinit-package-`);
  archives = pack(`${project}/archives`);
  writeFileSync(`${project}/package.json`, '{ "name": "empty", "version": "1.0.0" }\n');
  const options = ["--offline", "--ignore-scripts", "--no-audit", "--no-fund"];
  execFileSync("npm", ["install", ...options, ...archives], { cwd: project });
  return () => rmSync(project, { recursive: true });
}, 60_000);

const node = (...args: string[]) => run([process.execPath, ...args], { cwd: project });
const manifest = (name: string) =>
  JSON.parse(readFileSync(`${project}/node_modules/@tsinit/${name}/package.json`, "utf8"));

/** What is in an archive: mode and path of each file. */
function contents(archive: string): string[] {
  const lines = execFileSync("tar", ["tvf", archive], { encoding: "utf8" }).trim().split("\n");
  return lines.map((line) => line.replace(/^(\S+) .* package\/?/, "$1 ").trimEnd()).sort();
}

test("what is in them: the library and the command; binary and addon of a machine; the papers, and nothing else", () => {
  const library = ["index.cjs", "index.d.cts", "index.d.mts", "index.mjs", "register.cjs", "register.mjs"];
  const papers = ["LICENSE", "README.md", "package.json"];
  const files = [...papers, ...library.map((file) => `dist/node/${file}`), "docs/node.md", "docs/status.schema.json"];
  const folders = ["drwxr-xr-x", "drwxr-xr-x bin/", "drwxr-xr-x dist/", "drwxr-xr-x dist/node/", "drwxr-xr-x docs/"];
  const plain = (path: string) => `-rw-r--r-- ${path}`;
  expect(archives.map((path) => path.slice(project.length))).toEqual([
    `/archives/tsinit-tsinit-${VERSION}.tgz`,
    `/archives/tsinit-${MACHINE}-${VERSION}.tgz`,
  ]);
  expect(contents(archives[0])).toEqual([...folders, "-rwxr-xr-x bin/tsinit.bin", ...files.map(plain)].sort());
  expect(contents(archives[1])).toEqual(
    ["drwxr-xr-x", "-rwxr-xr-x tsinit", ...[...papers, "tsinit.node"].map(plain)].sort(),
  );
});

test("what was tested is what is packed; the same bytes again, under another umask too", () => {
  const installed = (path: string) => readFileSync(`${project}/node_modules/@tsinit/${path}`);
  expect(installed(`${MACHINE}/tsinit.node`).equals(readFileSync(dist("node/tsinit.node")))).toBe(true);
  expect(installed(`${MACHINE}/tsinit`).equals(readFileSync(dist("tsinit")))).toBe(true);
  for (const file of readdirSync(`${project}/node_modules/@tsinit/tsinit/dist/node`))
    expect(installed(`tsinit/dist/node/${file}`).equals(readFileSync(dist(`node/${file}`)))).toBe(true);
  const again = pack(temporaryDirectory(), "077");
  expect(again.map((path) => readFileSync(path).equals(readFileSync(archives[again.indexOf(path)])))).toEqual([
    true,
    true,
  ]);
});

test("the main package can be installed on every system, for people write there what runs on Linux; that of a machine on it alone", () => {
  const { dependencies, optionalDependencies, scripts, os, cpu, private: isPrivate } = manifest("tsinit");
  const none = [dependencies, scripts, os, cpu, isPrivate];
  expect(none).toEqual(Array(none.length).fill(undefined));
  expect(optionalDependencies).toEqual({ [`@tsinit/${MACHINE}`]: manifest("tsinit").version });
  expect(manifest(MACHINE)).toMatchObject({ os: ["linux"], cpu: [process.arch], version: manifest("tsinit").version });
});

test("they say where the project lies", async () => {
  const { PLACES } = await import(`${root}scripts/release/places.mjs`);
  expect(manifest("tsinit").name).toBe(PLACES.npm);
  for (const name of ["tsinit", MACHINE])
    expect(manifest(name)).toMatchObject({
      homepage: `${PLACES.repository}#readme`,
      repository: { type: "git", url: `git+${PLACES.repository}.git` },
      bugs: `${PLACES.repository}/issues`,
    });
  const page = readFileSync(`${project}/node_modules/@tsinit/tsinit/README.md`, "utf8");
  expect(page).toContain("# tsinit on Node");
  expect([...page.matchAll(/\]\((?!https:|#)(.*?)\)/g)].map(([, link]) => link)).toEqual([]);
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

/** What the command has become when it is PID 1: a program below it says. */
const PRINT_INIT = ["--", "sh", "-c", "readlink /proc/1/exe; set -- /proc/[0-9]*; echo $#; exit 43"];

/** Runs a command as PID 1, in a namespace whose first process it is and stays. */
async function becomes(command: string, env = {}) {
  const { code, stdout, stderr } = await run([command, ...PRINT_INIT], { cwd: project, env });
  const [executable, processes] = stdout.split("\n");
  return { code, executable, processes, stderr };
}

test("the command is the static binary as PID 1: no Node, no shell and nothing else is left of the way there", async () => {
  const binary = `${project}/node_modules/@tsinit/${MACHINE}/tsinit`;
  expect(await becomes(`${project}/node_modules/.bin/tsinit`)).toEqual({
    code: 43,
    executable: binary,
    processes: "2",
    stderr: "",
  });
  const npx = await run(["npx", "--offline", "tsinit", "--", "sh", "-c", "readlink /proc/$PPID/exe; exit 43"], {
    cwd: project,
  });
  expect([npx.code, npx.stdout.trim()]).toEqual([43, binary]);
});

/** Where package managers put the main package and that of the machine, which are copied there. */
const layouts: [string, string, string][] = [
  ["side by side", "node_modules/@tsinit/tsinit", "node_modules/@tsinit"],
  ["inside (npm, nested)", "node_modules/@tsinit/tsinit", "node_modules/@tsinit/tsinit/node_modules/@tsinit"],
  ["above (workspaces)", "packages/app/node_modules/@tsinit/tsinit", "node_modules/@tsinit"],
  [
    "pnpm",
    `node_modules/.pnpm/@tsinit+tsinit@${VERSION}/node_modules/@tsinit/tsinit`,
    `node_modules/.pnpm/@tsinit+tsinit@${VERSION}/node_modules/@tsinit`,
  ],
  [
    "Yarn Plug'n'Play",
    `.yarn/unplugged/@tsinit-tsinit-npm-${VERSION}-6d1f5d1ff9/node_modules/@tsinit/tsinit`,
    `.yarn/unplugged/@tsinit-${MACHINE}-npm-${VERSION}-5a1e1d3f22/node_modules/@tsinit`,
  ],
];

test.each(layouts)("the binary is found: %s", async (_name, main, scope) => {
  const folder = temporaryDirectory();
  cpSync(`${project}/node_modules/@tsinit/tsinit`, `${folder}/a b/${main}`, { recursive: true });
  cpSync(`${project}/node_modules/@tsinit/${MACHINE}`, `${folder}/a b/${scope}/${MACHINE}`, { recursive: true });
  expect(await becomes(`${folder}/a b/${main}/bin/tsinit.bin`)).toMatchObject({
    code: 43,
    executable: `${folder}/a b/${scope}/${MACHINE}/tsinit`,
  });
});

test("below pnpm's own script of that name it is PID 1 too", async () => {
  const folder = `${temporaryDirectory()}/node_modules/.bin`;
  mkdirSync(folder, { recursive: true });
  // as @zkochan/cmd-shim writes it for a script of sh; scripts/release/try-npm.mjs has pnpm itself do so
  writeFileSync(
    `${folder}/tsinit`,
    `#!/bin/sh
basedir=$(dirname "$(echo "$0" | sed -e 's,\\\\,/,g')")

case \`uname\` in
    *CYGWIN*|*MINGW*|*MSYS*) ;;
esac

export NODE_PATH=/somewhere
if [ -x "$basedir//bin/sh" ]; then
  exec "$basedir//bin/sh"  "${project}/node_modules/@tsinit/tsinit/bin/tsinit.bin" "$@"
else
  exec /bin/sh  "${project}/node_modules/@tsinit/tsinit/bin/tsinit.bin" "$@"
fi
`,
    { mode: 0o755 },
  );
  const executable = `${project}/node_modules/@tsinit/${MACHINE}/tsinit`;
  expect(await becomes(`${folder}/tsinit`)).toEqual({ code: 43, executable, processes: "2", stderr: "" });
});

test("without the machine's package: the command says which one, with 125; the library works", async () => {
  const folder = temporaryDirectory();
  writeFileSync(`${folder}/package.json`, '{ "name": "empty", "version": "1.0.0" }\n');
  const options = ["--offline", "--omit=optional", "--no-audit", "--no-fund"];
  execFileSync("npm", ["install", ...options, archives[0]], { cwd: folder });
  expect(readdirSync(`${folder}/node_modules/@tsinit`)).toEqual(["tsinit"]);
  expect(await run([`${folder}/node_modules/.bin/tsinit`, "true"])).toEqual({
    code: 125,
    stdout: "",
    stderr: `[FATAL tsinit (1)] the package @tsinit/${MACHINE} is not installed, which npm leaves out by --omit=optional: npm install @tsinit/${MACHINE}@${VERSION}\n`,
  });
  writeFileSync(
    `${folder}/program.mjs`,
    `import { binaryPath, supervise } from "@tsinit/tsinit";
     console.log(binaryPath);
     process.exit(await supervise({ command: ["sh", "-c", "exit 44"] }));`,
  );
  expect(await run([process.execPath, "program.mjs"], { cwd: folder })).toMatchObject({ code: 44, stdout: "null\n" });
});

test.each(["Linux mips64", "Darwin arm64"])("the command on %s says what it is made for", async (machine) => {
  const folder = temporaryDirectory();
  writeFileSync(`${folder}/uname`, `#!/bin/sh\necho ${machine}\n`, { mode: 0o755 });
  const { code, stderr } = await run([`${project}/node_modules/.bin/tsinit`, "true"], {
    env: { PATH: `${folder}:${process.env.PATH}` },
  });
  expect(code).toBe(125);
  expect(stderr).toMatch(/^\[FATAL tsinit \(1\)\] tsinit is made for linux-x64, .*, not for /);
  expect(stderr.trimEnd().endsWith(machine)).toBe(true);
});

test("the binary is found by binaryPath, by import and require", async () => {
  writeFileSync(
    `${project}/binary.mjs`,
    `import { createRequire } from "node:module";
     import { binaryPath } from "@tsinit/tsinit";
     const { binaryPath: required } = createRequire(import.meta.url)("@tsinit/tsinit");
     console.log([binaryPath, required].join("\\n"));`,
  );
  const { stdout } = await node("binary.mjs");
  expect(stdout).toBe(`${project}/node_modules/@tsinit/${MACHINE}/tsinit\n`.repeat(2));
});

test("the addon is the machine's own where it is there: nothing is written", async () => {
  const program = `const { dlopen } = process;
    process.dlopen = (module, path, ...rest) => { console.log(path); return dlopen.call(process, module, path, ...rest); };
    require("@tsinit/tsinit").status();`;
  expect((await node("-e", program)).stdout).toBe(`${project}/node_modules/@tsinit/${MACHINE}/tsinit.node\n`);
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

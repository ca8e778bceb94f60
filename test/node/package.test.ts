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
  expect(files.sort()).toEqual(["dist/tsinit", ...library.map((file) => `dist/node/${file}`), ...papers].sort());
  const { dependencies, scripts } = JSON.parse(
    readFileSync(`${project}/node_modules/@tsinit/tsinit/package.json`, "utf8"),
  );
  expect([dependencies, scripts.install, scripts.postinstall]).toEqual([undefined, undefined, undefined]);
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

test.each(["nodenext", "bundler"])("types, with moduleResolution %s", (moduleResolution) => {
  const good = `import { supervise, type EndEvent } from "@tsinit/tsinit";
    const onReap = ({ pid, signal }: EndEvent): string => \`\${pid} \${signal}\`;
    export const code: Promise<number> = supervise({ command: ["true"], grace: 500, stopSignal: ["INT"], onReap });`;
  const bad = `import { supervise } from "@tsinit/tsinit";
    // @ts-expect-error
    supervise({ command: "true" });
    // @ts-expect-error
    supervise({ command: [], nosuchOption: 1 });`;
  const sources =
    moduleResolution === "nodenext" ? ["good.mts", "good.cts", "bad.mts", "bad.cts"] : ["good.mts", "bad.mts"];
  for (const source of sources) writeFileSync(`${project}/${source}`, source.startsWith("good") ? good : bad);
  const module = moduleResolution === "nodenext" ? "nodenext" : "esnext";
  const options = ["--strict", "--noEmit", "--skipLibCheck", "false", "--target", "es2022", "--module", module];
  const types = [
    "--moduleResolution",
    moduleResolution,
    "--types",
    "node",
    "--typeRoots",
    `${root}node_modules/@types`,
  ];
  execFileSync(`${root}node_modules/.bin/tsc`, [...options, ...types, ...sources], { cwd: project, stdio: "pipe" });
});

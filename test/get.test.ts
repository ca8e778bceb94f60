/** What README says of how to get a release, line by line. For Docker, Podman and Kubernetes: test/containers. */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Command } from "./support/command";
import { installed } from "./support/installed";
import { run } from "./support/namespace";
import { needsNodeHost } from "./support/node-host";
import { linesFor, Release, whyNoRelease } from "./support/release";
import { VERSION } from "./support/version";

let release: Release;
let directory: string;
beforeAll(async () => {
  release = new Release();
  directory = mkdtempSync(`${tmpdir()}/tsinit-get-`);
  if (whyNoRelease === "") await release.make();
  await release.begin();
});
afterAll(() => {
  release.end();
  rmSync(directory, { recursive: true });
});

const SHOWN = { code: 0, stdout: `tsinit version ${VERSION}\n`, stderr: "" };

describe("Alpine", () => {
  const missing = ["busybox", "unshare"].filter((command) => installed(command) === "");
  beforeEach(({ skip }) => {
    skip(whyNoRelease !== "", whyNoRelease);
    skip(missing.length > 0, `not installed: ${missing.join(", ")}`);
  });

  /** A folder with busybox alone, which is what Alpine's commands are; the lines are run in it. */
  async function onAlpine(lines: string) {
    const place = mkdtempSync(`${directory}/alpine-`);
    for (const folder of ["bin", "usr/local/bin"]) mkdirSync(`${place}/${folder}`, { recursive: true });
    copyFileSync(installed("busybox"), `${place}/bin/busybox`);
    spawnSync("chroot", [place, "/bin/busybox", "--install", "-s", "/bin"]);
    const env = { PATH: "/bin" };
    return { place, ...(await new Command([installed("chroot"), place, "/bin/sh", "-c", lines], { env }).ended) };
  }

  const lines = () => release.inPlace(linesFor("Alpine"));

  test("the lines install the binary", async () => {
    const { place, code, stdout } = await onAlpine(lines());
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^tsinit-\w+: OK\n$/) });
    expect(statSync(`${place}/usr/local/bin/tsinit`).mode & 0o777).toBe(0o755);
    expect(await run(["chroot", place, "/usr/local/bin/tsinit", "--version"])).toMatchObject(SHOWN);
  });

  test.each([
    ["one that is damaged", "echo >>tsinit-`uname -m`\n"],
    ["one whose sum is not known", "echo >SHA256SUMS\n"],
  ])("they don't install %s", async (_, damage) => {
    const { place, code } = await onAlpine(lines().replace(/^grep/m, `${damage}grep`));
    expect(code).not.toBe(0);
    expect(() => statSync(`${place}/usr/local/bin/tsinit`)).toThrow("ENOENT");
  });
});

describe("Debian", () => {
  const missing = ["apt-get", "wget", "unshare"].filter((command) => installed(command) === "");

  /** This machine with a layer above it, which takes all that is changed. */
  const LAYER = `mount -t tmpfs tmpfs /mnt; cd /mnt; mkdir upper work merged
    mount -t overlay overlay -o lowerdir=/,upperdir=upper,workdir=work merged
    mount --rbind /dev merged/dev; mount -t proc proc merged/proc; exec chroot merged sh -ec '`;

  test("the lines install the package, and dpkg removes it", async ({ skip }) => {
    skip(whyNoRelease !== "", whyNoRelease);
    skip(missing.length > 0, `not installed: ${missing.join(", ")}`);
    skip(process.arch !== "x64", "the lines are for amd64");
    const layer = await run(["sh", "-ec", `${LAYER}'`]);
    skip(layer.code !== 0, `no layer can be put above this machine's files: ${layer.stderr}`);
    const lines = release.inPlace(linesFor("Debian, Ubuntu"));
    const check = `echo installed; tsinit --version; dpkg --verify tsinit
      dpkg --purge tsinit >/dev/null; hash -r; ! command -v tsinit'`;
    const { code, stdout, stderr } = await run(["sh", "-ec", `${LAYER}cd /tmp\n${lines}${check}`], {
      env: { DEBIAN_FRONTEND: "noninteractive" },
    });
    expect({ code, stderr, stdout: stdout.split("installed\n")[1] }).toEqual({
      code: 0,
      stderr: expect.anything(),
      stdout: `tsinit version ${VERSION}\n`,
    });
  });
});

describe("npm", () => {
  needsNodeHost();

  test("the line installs the binary and the library", async () => {
    release.addPackages();
    const project = mkdtempSync(`${directory}/npm-`);
    writeFileSync(`${project}/package.json`, '{ "name": "empty", "version": "1.0.0" }\n');
    const env = {
      npm_config_registry: release.address,
      npm_config_cache: `${project}/cache`,
      npm_config_audit: "false",
    };
    const { code, stderr } = await new Command(["sh", "-ec", linesFor("npm")], { cwd: project, env }).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(readFileSync(`${project}/package.json`, "utf8")).dependencies).toEqual({
      "@tsinit/tsinit": `^${VERSION}`,
    });
    for (const command of [["npx", "tsinit"], ["node_modules/.bin/tsinit"]])
      expect(await run([...command, "--version"], { cwd: project })).toMatchObject(SHOWN);
    const library = 'import("@tsinit/tsinit").then(({ supervise }) => console.log(typeof supervise))';
    expect(await run([process.execPath, "-e", library], { cwd: project })).toMatchObject({ stdout: "function\n" });
  });
});

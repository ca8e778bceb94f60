/** What stands in the way of a release is told in one sentence, and nothing half-made is left. */
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { PLACES } from "../../scripts/release/places.mjs";
import { temporaryDirectory } from "../support/directory";
import { installed } from "../support/installed";
import { isRoot } from "../support/namespace";
import { VERSION } from "../support/version";
import { Checkout } from "./checkout";

const UNFIT = 2;
const FAILED = 3;

/** Its code, and its sentence: there must be no other. */
async function refusal(checkout: Checkout, ...how: Parameters<Checkout["release"]>) {
  const { code, stderr } = await checkout.release(...how);
  expect(existsSync(`${checkout.folder}/release`)).toBe(false);
  expect(existsSync(`${checkout.folder}/build`) ? readdirSync(`${checkout.folder}/build`) : []).toEqual([]);
  expect(stderr).toMatch(/^release: .*\n$/);
  return { code, sentence: stderr.slice("release: ".length, -1) };
}

/** A PATH on which there is nothing but these commands of the machine. */
function pathOf(...commands: string[]): string {
  const folder = temporaryDirectory();
  for (const command of commands) symlinkSync(installed(command), `${folder}/${command}`);
  return folder;
}

const BUILD = ["env", "git", "sh", "unshare", "apt-get", "timeout"];

describe("a release is refused", () => {
  test("with other arguments", async () => {
    const checkout = new Checkout(temporaryDirectory());
    const wanted = { code: UNFIT, sentence: "The arguments are none, or --verify and a folder." };
    expect(await refusal(checkout, ["--help"])).toEqual(wanted);
    expect(await refusal(checkout, ["--verify"])).toEqual(wanted);
  });

  test("without root", async ({ skip }) => {
    skip(!isRoot, "to become who is not root takes root");
    const checkout = new Checkout(temporaryDirectory());
    chmodSync(checkout.folder, 0o755);
    const { code, sentence } = await refusal(checkout, [], {}, ["setpriv", "--reuid=65534", "--clear-groups"]);
    expect(code).toBe(UNFIT);
    expect(sentence).toBe("It takes root: the tools run in a root directory of their own.");
  });

  describe("as root", () => {
    beforeEach(({ skip }) => skip(!isRoot, "a release takes root"));

    test("in a dirty checkout", async () => {
      const checkout = new Checkout(temporaryDirectory());
      writeFileSync(`${checkout.folder}/LICENSE`, "mine\n");
      expect(await refusal(checkout)).toEqual({ code: UNFIT, sentence: "The checkout is dirty: M LICENSE" });
    });

    test("where there is no checkout", async () => {
      const checkout = new Checkout(temporaryDirectory());
      const { sentence, code } = await refusal(checkout, [], { GIT_DIR: "/nonexistent" });
      expect(code).toBe(UNFIT);
      expect(sentence).toBe("A release is made from a git checkout with a commit, and this is none.");
    });

    test("if the tag is not the version", async () => {
      const checkout = new Checkout(temporaryDirectory());
      checkout.git("tag", "v9.9.9");
      const sentence = `The commit is tagged v9.9.9, but package.json says version ${VERSION}.`;
      expect(await refusal(checkout)).toEqual({ code: UNFIT, sentence });
    });

    test("if CHANGELOG.md says nothing of the version", async () => {
      const checkout = new Checkout(temporaryDirectory());
      writeFileSync(
        `${checkout.folder}/CHANGELOG.md`,
        `# Changes\n\n## ${VERSION}, not released yet\n\n## 0.0.1\n\n- All.\n`,
      );
      checkout.git("commit", "--quiet", "--all", "--message=Less");
      expect(await refusal(checkout)).toEqual({
        code: UNFIT,
        sentence: `CHANGELOG.md says nothing of version ${VERSION}.`,
      });
    });

    test.each(["TSINIT_MINISIGN_KEY", "TSINIT_ATTESTATION_KEY"])("if the key of %s cannot be read", async (name) => {
      const checkout = new Checkout(temporaryDirectory());
      const { code, sentence } = await refusal(checkout, [], { [name]: "/nonexistent/key" });
      expect(code).toBe(UNFIT);
      expect(sentence).toMatch(/^A key to sign with cannot be read: ENOENT/);
    });

    test("with a key for minisign, without minisign", async () => {
      const checkout = new Checkout(temporaryDirectory());
      const env = { PATH: pathOf(...BUILD), TSINIT_MINISIGN_KEY: `${checkout.folder}/LICENSE` };
      const sentence = "There is no minisign: apt-get install minisign";
      expect(await refusal(checkout, [], env)).toEqual({ code: UNFIT, sentence });
    });

    test("if what is to be verified is no release", async () => {
      const checkout = new Checkout(temporaryDirectory());
      const sentence = "/nonexistent/release is no release: it has no .buildinfo.";
      expect(await refusal(checkout, ["--verify", "/nonexistent/release"])).toEqual({ code: UNFIT, sentence });
    });

    test("if what is to be verified is of another commit", async () => {
      const checkout = new Checkout(temporaryDirectory());
      const release = temporaryDirectory();
      writeFileSync(`${release}/tsinit-${VERSION}.buildinfo`, "Vcs-Git-Commit: abc\n");
      const { code, sentence } = await refusal(checkout, ["--verify", release]);
      expect(code).toBe(UNFIT);
      expect(sentence).toMatch(/ was made from commit abc, and this is [0-9a-f]{40}: git checkout abc$/);
    });

    test("without debootstrap", async () => {
      const checkout = new Checkout(temporaryDirectory());
      withOwnRoot(checkout);
      const { code, sentence } = await refusal(checkout, [], { PATH: pathOf(...BUILD) });
      expect({ code, sentence }).toEqual({
        code: UNFIT,
        sentence: "There is no debootstrap: apt-get install debootstrap",
      });
    });

    test("if a package has gone", async () => {
      const checkout = new Checkout(temporaryDirectory());
      withOwnRoot(checkout);
      const path = pathOf(...BUILD);
      const says = "I: Retrieving\\nE: Couldn't find these debs: gcc-s390x-linux-gnu";
      writeFileSync(`${path}/debootstrap`, `#!/bin/sh\n[ "$1" = --version ] || { printf "${says}\\n"; exit 1; }\n`);
      chmodSync(`${path}/debootstrap`, 0o755);
      const { code, sentence } = await refusal(checkout, [], { PATH: path });
      expect(code).toBe(FAILED);
      expect(sentence).toMatch(/debootstrap failed: E: Couldn't find these debs: gcc-s390x-linux-gnu$/);
    });

    test.each([
      ["snapshot.debian.org", {}, `${PLACES.snapshots}/20261127T120000Z`],
      ["TSINIT_MIRROR", { TSINIT_MIRROR: "http://127.0.0.1:9/then" }, "http://127.0.0.1:9/then"],
    ])("if Debian as it was when the verified release was made cannot be had of %s", async (_, mirror, address) => {
      const checkout = new Checkout(temporaryDirectory());
      withOwnRoot(checkout);
      const release = temporaryDirectory();
      const info = `Vcs-Git-Commit: ${checkout.commit}\nDebian-Snapshot: 20261127T120000Z\n`;
      writeFileSync(`${release}/tsinit-${VERSION}.buildinfo`, info);
      const path = pathOf(...BUILD);
      const fails = `#!/bin/sh\n[ "$1" = --version ] || { for last; do :; done; echo "E: nothing at $last"; exit 1; }\n`;
      writeFileSync(`${path}/debootstrap`, fails, { mode: 0o755 });
      const { code, sentence } = await refusal(checkout, ["--verify", release], { PATH: path, ...mirror });
      expect(code).toBe(FAILED);
      expect(sentence).toMatch(/^Debian of 20261127T120000Z, which it takes, is not to be had: .* E: nothing at /);
      expect(sentence).toContain(`E: nothing at ${address}; another place`);
      expect(sentence).toMatch(/: TSINIT_MIRROR=ADDRESS npm run release -- --verify FOLDER$/);
    });

    test("if a command of the build fails", async () => {
      const checkout = new Checkout(temporaryDirectory());
      const failing = 'import { run } from "../build/run.mjs";\n\nexport const buildBinaries = () => run("false");\n';
      writeFileSync(`${checkout.folder}/scripts/release/binaries.mjs`, failing);
      checkout.git("commit", "--quiet", "--all", "--message=A build that fails");
      const { code, stderr } = await checkout.release();
      expect(code).toBe(FAILED);
      expect(stderr).toMatch(
        /^false \n+release: It was ended, or a command of the build failed, which has said why\.\n$/,
      );
      expect(existsSync(`${checkout.folder}/release`)).toBe(false);
      expect(readdirSync(`${checkout.folder}/build`)).toEqual([]);
    });

    test.each(["4k", "1M", "3M", "6M"])("on a disk with %s", async (size) => {
      const checkout = new Checkout(temporaryDirectory());
      mkdirSync(`${checkout.folder}/build`);
      const small = `mount -t tmpfs -o size=${size} tmpfs build && exec "$@"`;
      const inside = ["unshare", "--mount", "sh", "-c", small, "sh"];
      expect(await refusal(checkout, [], {}, inside)).toEqual({ code: FAILED, sentence: "The disk is full." });
    });
  });
});

/** The root is the project's own again, the rest stays a stand-in. */
function withOwnRoot(checkout: Checkout): void {
  const own = new URL("../../scripts/release/root.mjs", import.meta.url);
  writeFileSync(`${checkout.folder}/scripts/release/root.mjs`, readFileSync(own));
  checkout.git("commit", "--quiet", "--all", "--message=The root of the project");
}
